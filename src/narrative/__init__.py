"""Reads performance-review narratives against a rubric and flags ratings the words do not fit."""

__version__ = "0.1.0"
