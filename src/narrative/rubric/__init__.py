"""Rubrics: schema, files, import from documents, lint."""
