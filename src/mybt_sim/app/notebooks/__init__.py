"""What notebooks share: tiles, tables, the field for SQL."""
