"""Tests of what leaves for analysis and for the client."""
