"""The revisions of both stores."""
