"""An invented article that ships with the package, to try the tagger on."""

from importlib import resources


def sample_article() -> str:
    """The text of the article."""
    return resources.files(__name__).joinpath("article.txt").read_text(encoding="utf-8")
