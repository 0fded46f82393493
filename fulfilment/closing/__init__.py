"""The end of a wave and the care of the whole: closing, destroying, retention, backups, the doctor."""
