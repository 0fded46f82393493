"""Latin fragments inside right-to-left text: phone numbers, addresses and codes stay in their own order.

Without it a browser writes the groups of a phone number backwards: Unicode Bidirectional Algorithm, rules W2 to W7.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

FRAGMENT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|https?://\S+"
    r"|__Host-\w+"  # the name of a cookie
    r"|[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"  # an access code
    r"|\+?[0-9]+(?: [0-9]+)+"  # a phone number, a date in figures
)


def isolated(text: object) -> Markup:
    """The text, escaped, with each Latin fragment in ``<bdi dir="ltr">``.

    >>> isolated("فون 0808 157 0456 <b>")
    Markup('فون <bdi dir="ltr">0808 157 0456</bdi> &lt;b&gt;')
    """
    plain = str(text)
    pieces: list[Markup] = []
    at = 0
    for found in FRAGMENT.finditer(plain):
        pieces += [escape(plain[at : found.start()]), Markup('<bdi dir="ltr">{}</bdi>').format(found[0])]
        at = found.end()
    return Markup("").join([*pieces, escape(plain[at:])])
