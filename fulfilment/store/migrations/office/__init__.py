"""The revisions of the office store, one after the other."""
