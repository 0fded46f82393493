"""Says, wherever something is made of our words, in which languages nobody has signed them off."""

from __future__ import annotations

from collections.abc import Collection

import click

from fulfilment.mailings.jobs import ORDER
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.surveys import signing
from fulfilment.surveys.content import Content
from fulfilment.workspace import Workspace


def tell(content: Content, languages: Collection[str] | None = None) -> None:
    """A line on standard error that names them, of these languages or of all; nothing where there is none."""
    if line := signing.warning(content, languages):
        click.echo(line, err=True)


def tell_of_mailing(workspace: Workspace, mailing_id: int) -> None:
    """The same of the languages in which a mailing's letters are printed. What a specialist makes is not ours."""
    with reading(workspace.office) as session:
        files = ledger.print_files(session, mailing_id)
        printed = {file.language for file in files if file.component != ORDER and file.pieces}
    tell(workspace.content, printed)
