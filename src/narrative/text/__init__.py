"""Reading words: passages of a narrative, and the cues inside them. The only home of spaCy."""
