"""Articles and their sentences: the records, and the formats they are read from and written to."""

from depeche.articles.records import Article, Sentence

__all__ = ["Article", "Sentence"]
