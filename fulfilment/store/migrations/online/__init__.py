"""The revisions of the online store, one after the other."""
