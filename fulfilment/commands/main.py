"""The entry of `fulfilment`: finds the noun's module, opens the workspace, turns a refusal into exit status 1."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from fulfilment.errors import FulfilmentError
from fulfilment.workspace import Workspace

# Loaded only when used: a help text should not wait for the printing engine.
NOUNS = {
    "init": "Make a new workspace.",
    "demo": "Run everything on invented people, up to a released first mailing.",
    "store": "Bring the stores up to date.",
    "keys": "Make keys and check them.",
    "content": "Check, translate, count and preview what respondents read.",
    "synth": "Invent trusts' sample files.",
    "sample": "Check, load and approve trusts' sample files.",
    "clearance": "The check for deaths and dissent.",
    "seed": "Letters to our own staff.",
    "mailing": "Plan, proof, check, release and close letters.",
    "piece": "Find an envelope by its mark.",
    "case": "Find a case by its reference, give it a new letter, stop it.",
    "returns": "Undelivered post, requests, withdrawn answers.",
    "outcome": "Set outcomes, and take wrong stops back.",
    "export": "Answers, codebook, outcomes, rates and the weekly file.",
    "wave": "Close a wave.",
    "people": "Files with personal data, and destroying what is known of people.",
    "backup": "Copies of a workspace, and back from them.",
    "staff": "Accounts of the helpline.",
    "events": "Verify the chain of events.",
    "doctor": "Check a workspace and its machine.",
}


@dataclass
class Desk:
    """What every command is given: where the workspace is and who is at work."""

    path: Path
    actor: str

    def workspace(self) -> Workspace:
        """The opened workspace. Raises FulfilmentError where there is none."""
        return Workspace.open(self.path)

    def now(self) -> datetime:
        """This moment: the one place where commands read the clock."""
        return datetime.now(UTC)


class Nouns(click.Group):
    """Finds each noun in a module of its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every noun, in the order of the work."""
        return list(NOUNS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The noun's command, loaded now."""
        if name not in NOUNS:
            return None
        command = getattr(import_module(f"fulfilment.commands.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of nouns, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(NOUNS.items()))


@click.group(cls=Nouns)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="FULFILMENT_WORKSPACE",
    default=Path(),
    help="The workspace's folder. Default: where you are.",
)
@click.option("--actor", envvar="FULFILMENT_ACTOR", default="", help="Who is at work. Default: who is logged in.")
@click.pass_context
def fulfilment(ctx: click.Context, workspace: Path, actor: str) -> None:
    """Runs a patient survey: samples in, checked letters out, answers back."""
    ctx.obj = Desk(workspace, actor or getpass.getuser())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; gives the exit status: 0 done, 1 refused with reasons, 2 usage."""
    try:
        outcome = fulfilment.main(args=arguments, prog_name="fulfilment", standalone_mode=False)
    except FulfilmentError as error:
        click.echo(str(error), err=True)
        return 1
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        click.echo("Stopped. What was finished is kept; run the command again to go on.", err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """The console entry point."""
    sys.exit(run())
