"""The ``webform`` command: the public site, the staff site, or both on this machine for a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from fulfilment import shipped
from fulfilment.errors import FulfilmentError
from fulfilment.keys.ring import PublicKeys
from fulfilment.store import engines
from fulfilment.store.migrating import require_current
from fulfilment.surveys.content import Content
from fulfilment.waves import Wave
from fulfilment.workspace import DEMONSTRATION_FILE, Workspace
from webform.public import PublicSettings, create_public_app
from webform.serving import Address, serve_all, server

PUBLIC_LISTEN, STAFF_LISTEN = "127.0.0.1:8000", "127.0.0.1:8001"

workspace_option = click.option(
    "--workspace",
    "folder",
    envvar="FULFILMENT_WORKSPACE",
    type=click.Path(path_type=Path),
    help="A workspace on this machine.",
)


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """A refusal ends a command with its reasons and exit status 1."""

    @wraps(command)
    def run(*given: Any, **named: Any) -> None:
        try:
            command(*given, **named)
        except FulfilmentError as refusal:
            click.echo(str(refusal), err=True)
            raise SystemExit(1) from None

    return run


@click.group()
def main() -> None:
    """The web sites of the surveys."""


@main.command()
@workspace_option
@click.option("--store", help="The online store's address, without a workspace: postgresql+psycopg://...")
@click.option("--keys", type=click.Path(path_type=Path), help="The folder with the public site's own keys.")
@click.option("--letters", type=click.Path(path_type=Path), help="Another letters/ than the shipped one.")
@click.option("--translations", type=click.Path(path_type=Path), help="Another translations/ than the shipped one.")
@click.option("--closes", multiple=True, metavar="SURVEY=DATE", help="Last day of a survey: adult=2026-09-30.")
@click.option("--listen", default=PUBLIC_LISTEN, show_default=True, metavar="HOST:PORT")
@click.option("--proxy-hops", default=0, show_default=True, help="How many proxies in front are yours.")
@click.option("--nhs-logo", is_flag=True, help="Show the NHS logo: only for a service that is entitled to it.")
@refusing
def public(
    folder: Path | None,
    store: str | None,
    keys: Path | None,
    letters: Path | None,
    translations: Path | None,
    closes: tuple[str, ...],
    listen: str,
    proxy_hops: int,
    nhs_logo: bool,
) -> None:
    """The public site, from a workspace or from --store, --keys and --closes: it needs nothing else."""
    dates = _closing_dates(closes)
    if store and keys:
        content = Content.load(letters or shipped.letters_dir(), translations or shipped.translations_dir())
        engine, own = engines.online(store), PublicKeys.load(keys)
    else:
        workspace = _workspace(folder)
        content, engine, own = workspace.content, workspace.online, workspace.public_keys()
        dates = closing(workspace.waves) | dates
    require_current(engine, "online")
    settings = PublicSettings(closing=dates, proxy_hops=proxy_hops, nhs_logo=nhs_logo)
    app = create_public_app(engine, own, content, settings=settings)
    _serve({"public site": server(app, Address.parse(listen), behind_proxy=proxy_hops > 0)})


@main.command()
@workspace_option
@click.option("--listen", default=STAFF_LISTEN, show_default=True, metavar="HOST:PORT")
@refusing
def staff(folder: Path | None, listen: str) -> None:
    """The staff site of a workspace: helpline and supervisor."""
    _serve({"staff site": _staff_server(_workspace(folder), Address.parse(listen))})


@main.command()
@workspace_option
@refusing
def serve(folder: Path | None) -> None:
    """Both sites of a workspace on this machine, to look at; what to try is printed."""
    workspace = _workspace(folder)
    require_current(workspace.online, "online")
    settings = PublicSettings(closing=closing(workspace.waves))
    app = create_public_app(workspace.online, workspace.public_keys(), workspace.content, settings=settings)
    servers = {
        "public site": server(app, Address.parse(PUBLIC_LISTEN)),
        "staff site": _staff_server(workspace, Address.parse(STAFF_LISTEN)),
    }
    note = workspace.path / DEMONSTRATION_FILE
    if note.is_file():
        click.echo(note.read_text(encoding="utf-8"))
    _serve(servers)


def _staff_server(workspace: Workspace, address: Address) -> Any:
    # here, so that the public site's program never loads the staff site
    from webform.staff import create_staff_app

    require_current(workspace.office, "office")
    require_current(workspace.online, "online")
    app = create_staff_app(
        workspace.office, workspace.online, workspace.staff_keys(), workspace.content, workspace.waves
    )
    return server(app, address)


def closing(waves: Mapping[str, Wave]) -> dict[str, date]:
    """Survey -> the last day on which any of its waves takes answers."""
    found: dict[str, date] = {}
    for wave in waves.values():
        found[wave.survey] = max(wave.fieldwork_ends, found.get(wave.survey, wave.fieldwork_ends))
    return found


def _closing_dates(closes: tuple[str, ...]) -> dict[str, date]:
    found: dict[str, date] = {}
    for given in closes:
        survey, _, day = given.partition("=")
        try:
            found[survey] = date.fromisoformat(day)
        except ValueError:
            raise FulfilmentError(
                "closes", f"{given!r} is no closing date", "Write it like adult=2026-09-30."
            ) from None
    return found


def _workspace(folder: Path | None) -> Workspace:
    return Workspace.open(folder or Path())


def _serve(servers: Mapping[str, Any]) -> None:
    for name, one in servers.items():
        click.echo(f"{name}: http://{one.effective_host}:{one.effective_port}/")
    click.echo("Ctrl-C stops.")
    serve_all(servers)
