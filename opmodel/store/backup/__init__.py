"""Backup and restore: a whole store in one file, tried out by restoring it before anybody relies on it."""
