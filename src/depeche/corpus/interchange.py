"""Articles from and to every format, those of other tools included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from depeche.articles.reading import read_articles, write_articles
from depeche.articles.records import Article, check_is_split
from depeche.corpus.hf_datasets import MARK, read_datasets, write_datasets
from depeche.corpus.label_studio import CONFIG, read_label_studio, write_label_studio
from depeche.errors import DepecheError
from depeche.files import replacing

#: Formats that a file's ending does not name.
FORMATS = ("label-studio", "label-studio-blind", "datasets", "text")


def read_any(path: Path) -> Iterator[Article]:
    """Yield articles: ``.json`` is a Label Studio export, a folder with splits is of ``datasets``.

    Raises:
        DepecheError: what :func:`depeche.articles.reading.read_articles` and the others find.
    """
    if path.suffix.lower() == ".json":
        return read_label_studio(path)
    if (path / MARK).is_file():
        return read_datasets(path)
    return read_articles(path)


def write_any(articles: Iterable[Article], path: Path, form: str | None = None) -> None:
    """Write articles in ``form``, one of :data:`FORMATS`, or in the format that the ending names.

    ``text`` is plain: a sentence a line, an empty line after each article, as ``depeche pretrain`` reads it.
    ``.json`` is Label Studio; beside its tasks an ``.xml`` file of the same name is written, the labelling
    interface of the project.

    Raises:
        DepecheError: an unknown ending, or tasks of Label Studio for a file that is not ``.json``.
    """
    if form == "text":
        with replacing(path) as out:
            for article in articles:
                check_is_split(article)
                out.write("".join(f"{s.text}\n" for s in article.sentences) + "\n")
    elif form == "datasets":
        write_datasets(articles, path)
    elif form is not None or path.suffix.lower() == ".json":
        if path.suffix.lower() != ".json":
            raise DepecheError(f"{path}: the tasks of Label Studio are a .json file")
        write_label_studio(articles, path, blind=form == "label-studio-blind")
        path.with_suffix(".xml").write_text(CONFIG, encoding="utf-8")
    else:
        write_articles(articles, path)
