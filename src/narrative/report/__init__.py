"""Scored reviews as a person reads them: a summary, on the terminal and as a page."""
