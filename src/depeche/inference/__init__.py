"""Tagging: the checkpoint, its backends, the `Tagger`, and what is made of its output."""
