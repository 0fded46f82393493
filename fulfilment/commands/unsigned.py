"""Says, wherever something is made of our words, in which languages nobody has signed them off."""

from __future__ import annotations

from collections.abc import Collection

import click

from fulfilment.mailings.jobs import ORDER
from fulfilment.store.engines import reading
from fulfilment.store.office import mailings as ledger
from fulfilment.surveys import signing
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Survey
from fulfilment.workspace import Workspace


def tell(content: Content, languages: Collection[str] | None = None, *, has_sheet: bool = True) -> None:
    """Lines on standard error about these languages, or all, and the language sheet; nothing where all is signed."""
    lines = (signing.warning(content, languages), signing.sheet_warning(content) if has_sheet else "")
    for line in filter(None, lines):
        click.echo(line, err=True)


def tell_of_printed(content: Content, survey: Survey, languages: Collection[str]) -> None:
    """The same of what a survey prints in these languages: of the sheet, it may print only what is signed off."""
    tell(content, languages, has_sheet=bool(languages) and survey.print_unsigned)


def tell_of_mailing(workspace: Workspace, mailing_id: int) -> None:
    """The same of the languages in which a mailing's letters are printed. What a specialist makes is not ours."""
    with reading(workspace.office) as session:
        files = ledger.print_files(session, mailing_id)
        printed = {file.language for file in files if file.component != ORDER and file.pieces}
        mailing = ledger.mailing(session, mailing_id)
    if mailing is not None:
        survey = workspace.content.survey(workspace.wave(mailing.wave).survey)
        tell_of_printed(workspace.content, survey, printed)
