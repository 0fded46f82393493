"""Whole flows through both stores, files and codes: killed anywhere, in any order, for a whole season."""
