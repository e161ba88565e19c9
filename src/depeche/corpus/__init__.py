"""Labelled corpora: loading their splits, and checking them for leaks and near-duplicates."""
