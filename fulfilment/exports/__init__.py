"""Exports: what leaves for analysis."""
