"""The code between the letter and the start button: in a short-lived sealed cookie, in no address and in no store."""

from __future__ import annotations

from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

from webform.public import speaking
from webform.public.site import site


def keep(response: Response, code: str, survey: str) -> None:
    """Let the browser carry the code to the start page of a survey."""
    known = site()
    known.letter.write(response, {"code": code, "survey": survey, "at": known.clock().isoformat()})


def read() -> str | None:
    """The code that the browser carries for the survey of this address, if it is still fresh."""
    known = site()
    carried = known.letter.read(request)
    if not carried or carried["survey"] != speaking.survey().id:
        return None
    age = known.clock() - datetime.fromisoformat(carried["at"])
    return carried["code"] if age <= known.settings.letter_lasts else None


def drop(response: Response) -> None:
    """The code has done its work."""
    site().letter.drop(response)
