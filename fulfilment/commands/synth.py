"""`fulfilment synth`: invented trusts' sample files. Nobody in them exists."""

from __future__ import annotations

from pathlib import Path

import click

from fulfilment.commands.main import Desk
from fulfilment.errors import FulfilmentError
from fulfilment.samples.synth.invention import InventedFile, invent


@click.command()
@click.argument("wave")
@click.argument("outdir", type=click.Path(path_type=Path))
@click.option("--people", type=click.IntRange(min=1), default=200, show_default=True, help="People to be written to.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same files.")
@click.option(
    "--faulty", type=click.IntRange(min=0), default=0, show_default=True, help="Files that also get a faulty variant."
)
@click.pass_obj
def synth(desk: Desk, wave: str, outdir: Path, people: int, seed: int, faulty: int) -> None:
    """Write one file for each trust of WAVE into OUTDIR."""
    workspace = desk.workspace()
    place = workspace.wave(wave)
    for file in write(invent(place, workspace.content.survey(place.survey), people, seed, faulty), outdir):
        click.echo(f"{file}")


def write(files: list[InventedFile], folder: Path) -> list[Path]:
    """Write invented files into a folder. Raises FulfilmentError where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_bytes(file.data)
    except OSError as error:
        what = f"{folder} cannot be written to ({(error.strerror or '').lower()})"
        raise FulfilmentError("synth-folder", what, "Choose another folder.") from error
    return [folder / file.name for file in files]
