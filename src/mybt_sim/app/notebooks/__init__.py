"""Pieces that notebooks share: tiles, tables, the field for SQL."""
