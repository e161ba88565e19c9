"""Who speaks in an attributed sentence: spans of the source and of the cue, and the voices of an article."""
