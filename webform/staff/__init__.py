"""The staff site: the helpline finds a caller's case, takes answers by phone, and stops letters."""

from webform.staff.app import create_staff_app
from webform.staff.settings import StaffSettings

__all__ = ["StaffSettings", "create_staff_app"]
