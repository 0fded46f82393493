"""Tests of the end of a wave, of backups and of the doctor."""
