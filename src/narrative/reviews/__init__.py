"""Reviews in files: reading and writing tables, finding columns, normalising ratings."""
