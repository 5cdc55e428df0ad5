"""The labelled corpus: its schema, its loader and its checks (`python -m narrative.corpus`)."""
