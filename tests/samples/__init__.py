"""Trusts' sample files: reading, checking, loading."""
