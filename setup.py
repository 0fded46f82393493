"""Adds the content folders to the packages of setup.cfg: an installed wheel holds them inside ``fulfilment``.

setup.cfg alone can either find packages or map folders to them, not both.
"""

from setuptools import find_namespace_packages, setup

CODE = ["fulfilment", "fulfilment.*", "webform", "webform.*"]
NO_CODE = ["fulfilment.paper.fonts*", "webform.static*", "webform.templates*"]
CONTENT = {"fulfilment.letters": "letters", "fulfilment.translations": "translations"}

setup(
    packages=[*find_namespace_packages(include=CODE, exclude=NO_CODE), *CONTENT],
    package_dir=CONTENT,
)
