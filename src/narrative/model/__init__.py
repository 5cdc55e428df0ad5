"""Models: what a passage is evidence for, and which level it supports."""
