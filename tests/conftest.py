"""What all tests share: how long properties run, and the comparison of a page with its golden picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PIL import Image, ImageChops

# Fixtures for every test; pytest finds them here by their names.
from tests.databases import _upgraded, kind, postgresql, stores  # noqa: F401

# The same examples on every run and every machine; `make soak` looks for new ones.
settings.register_profile("test", deadline=None, derandomize=True, database=None)
settings.register_profile("soak", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("test")

Golden = Callable[[str, Image.Image], None]

NOTICEABLE = 64  # our choice, of 255: below it lies the smoothing of edges, which differs a little between machines
NOTICEABLE_SHARE = 0.001  # our choice: a word of body text on an A4 page is about this much


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept-golden", action="store_true", help="take each page as it is now as the expected picture")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Accepting new pictures runs only the tests that look at one."""
    if config.getoption("--accept-golden"):
        chosen = [item for item in items if "golden" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """``golden(name, image)`` fails where the page does not look like ``golden/<name>.png`` beside the test.

    A failure leaves ``<name>-expected.png``, ``-actual.png`` and ``-difference.png`` in ``differences/`` there.
    """
    folder = request.path.parent

    def compare(name: str, image: Image.Image) -> None:
        expected_file = folder / "golden" / f"{name}.png"
        if request.config.getoption("--accept-golden"):
            expected_file.parent.mkdir(exist_ok=True)
            image.save(expected_file, optimize=True)
            return
        if not expected_file.is_file():
            pytest.fail(f"there is no {expected_file}: look at the page, then accept it with make golden")
        _fail_if_different(name, image.convert("RGB"), Image.open(expected_file).convert("RGB"), folder / "differences")

    return compare


def _fail_if_different(name: str, actual: Image.Image, expected: Image.Image, leave_in: Path) -> None:
    if actual.size == expected.size:
        difference = ImageChops.difference(actual, expected).convert("L")
        noticeable = sum(difference.histogram()[NOTICEABLE:]) / (actual.width * actual.height)
        if noticeable <= NOTICEABLE_SHARE:
            return
        what = f"{noticeable:.2%} of it differs"
    else:
        difference = Image.new("L", actual.size, 255)
        what = f"it is {actual.size} pixels, not {expected.size}"
    leave_in.mkdir(exist_ok=True)
    for which, image in (("expected", expected), ("actual", actual), ("difference", difference)):
        image.save(leave_in / f"{name}-{which}.png")
    pytest.fail(f"{name} does not look as before: {what}; see {leave_in}. If it is meant: make golden")
