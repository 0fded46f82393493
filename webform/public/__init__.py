"""The public site. Holds the online store and its own keys; knows no name, no reference, no workspace."""

from webform.public.app import create_public_app
from webform.public.settings import PublicSettings

__all__ = ["PublicSettings", "create_public_app"]
