"""Hostile input and broken machines."""
