"""Articles from and to any of the project's formats, told apart by the file's name and first line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from depeche.articles.authoring import format_authoring, parse_authoring
from depeche.articles.jsonl import read_jsonl, write_jsonl
from depeche.articles.records import Article
from depeche.articles.tables import read_csv, read_parquet, write_csv, write_parquet
from depeche.articles.text import read_text
from depeche.errors import DepecheError
from depeche.files import replacing

#: File name endings that hold articles.
SUFFIXES = (".txt", ".jsonl", ".csv", ".tsv", ".parquet")


def read_articles(path: str | Path) -> Iterator[Article]:
    """Yield the articles of a file, or of all files below a folder in the order of their names.

    ``.txt`` whose first line that is not blank begins with ``###`` is authoring text, else plain
    text: one article that is not split yet, named after the file.

    Raises:
        DepecheError: nothing there, an unknown ending, a duplicate id, or a bad line, with file and line.
    """
    path = Path(path)
    seen: dict[str, Path] = {}
    for file in article_files(path):
        for article in _read_file(file):
            if article.id in seen:
                both = (
                    f"twice in {file}" if seen[article.id] == file else f"in {seen[article.id]} and in {file}"
                )
                raise DepecheError(f"the article id '{article.id}' stands {both}: ids must be unique")
            seen[article.id] = file
            yield article


def article_files(path: Path) -> list[Path]:
    """The file itself, or the article files below a folder in the order of their names.

    Raises:
        DepecheError: the path does not exist, or the folder holds no article file.
    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
        if not files:
            raise DepecheError(f"{path}: no article file in the folder (looked for {', '.join(SUFFIXES)})")
        return files
    if not path.exists():
        raise DepecheError(f"{path}: no such file or folder")
    return [path]


def _read_file(path: Path) -> Iterator[Article]:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        return read_jsonl(path)
    if suffix in (".csv", ".tsv"):
        return read_csv(path)
    if suffix == ".parquet":
        return read_parquet(path)
    if suffix in (".txt", ".md", ""):
        return _read_text_file(path)
    raise DepecheError(f"{path}: unknown ending '{suffix}'; expected one of {', '.join(SUFFIXES)}")


def _read_text_file(path: Path) -> Iterator[Article]:
    text = read_text(path)
    body = text.lstrip()
    # A canary or licence comment may stand above the first header.
    if body.startswith(("### ", "# ")) and any(line.startswith("### ") for line in body.splitlines()):
        yield from parse_authoring(text.split("\n"), path.name)
    elif body:
        yield Article(id=path.stem, text=text)


def write_articles(articles: Iterable[Article], path: str | Path) -> None:
    """Write articles in the format that the ending of ``path`` names; ``.txt`` is authoring text.

    Raises:
        DepecheError: an unknown ending.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        write_jsonl(articles, path)
    elif suffix == ".csv":
        write_csv(articles, path)
    elif suffix == ".parquet":
        write_parquet(articles, path)
    elif suffix == ".txt":
        with replacing(path) as out:
            out.writelines(format_authoring(articles))
    else:
        raise DepecheError(f"{path}: unknown ending '{suffix}'; expected one of .txt, .jsonl, .csv, .parquet")
