"""Spreadsheets in: recognise → read → check → load → what it changed."""
