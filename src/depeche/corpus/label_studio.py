"""Articles to and from Label Studio: one task a sentence, shown between its neighbours.

Formats: https://labelstud.io/guide/task_format and https://labelstud.io/guide/export.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from depeche.articles.records import Article, Sentence
from depeche.articles.rows import article_rows, articles_from_rows
from depeche.articles.text import read_text
from depeche.errors import DepecheError
from depeche.files import replacing
from depeche.labels import LABELS

#: Sentences shown before and after the one to label.
CONTEXT = 3
#: The answer for what is no sentence (codebook, rule 21).
BOILERPLATE = "boilerplate"

_ANSWERED = ("label", "secondary", "rule")

#: The labelling interface, to be pasted into a project's settings.
CONFIG = f"""<View>
  <Header value="$headline" size="4"/>
  <Text name="before" value="$before"/>
  <Text name="text" value="$text" granularity="word"/>
  <Text name="after" value="$after"/>
  <Choices name="label" toName="text" choice="single" showInline="true" required="true">
    {"".join(f'<Choice value="{label}"/>' for label in (*LABELS, BOILERPLATE))}
  </Choices>
  <Choices name="secondary" toName="text" choice="single" showInline="true">
    {"".join(f'<Choice value="{label}" alias="{label}"/>' for label in LABELS)}
  </Choices>
  <Number name="rule" toName="text" min="1" max="24"/>
</View>
"""


def label_studio_tasks(articles: Iterable[Article], *, blind: bool = False) -> Iterator[dict[str, Any]]:
    """Yield one task a sentence.

    Args:
        articles: split into sentences.
        blind: leave out the labels, for a reading of its own.
    """
    for article in articles:
        texts = [s.text for s in article.sentences]
        for position, (row, sentence) in enumerate(
            zip(article_rows([article]), article.sentences, strict=True)
        ):
            data = {key: value for key, value in row.items() if key not in _ANSWERED and value is not None}
            if blind and sentence.kind == BOILERPLATE:
                data["kind"] = "body"
            data["headline"] = article.headline or ""
            data["before"] = "\n".join(texts[max(0, position - CONTEXT) : position])
            data["after"] = "\n".join(texts[position + 1 : position + 1 + CONTEXT])
            task: dict[str, Any] = {"data": data}
            result = [] if blind else list(_results(sentence))
            if result:
                task["annotations"] = [{"result": result}]
            yield task


def _results(sentence: Sentence) -> Iterator[dict[str, Any]]:
    answer = BOILERPLATE if sentence.kind == "boilerplate" else sentence.label
    for name, value in (("label", answer), ("secondary", sentence.secondary)):
        if value:
            yield {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": [value]}}
    if sentence.rule:
        yield {"from_name": "rule", "to_name": "text", "type": "number", "value": {"number": sentence.rule}}


def write_label_studio(articles: Iterable[Article], path: Path, *, blind: bool = False) -> None:
    """Write the tasks as JSON, to be imported into a project whose interface is :data:`CONFIG`."""
    with replacing(path) as out:
        json.dump(list(label_studio_tasks(articles, blind=blind)), out, ensure_ascii=False, indent=1)
        out.write("\n")


def read_label_studio(path: Path) -> Iterator[Article]:
    """Yield the articles of a JSON export (full, not "JSON-MIN") of a project.

    Of several annotations of a task the last that was not cancelled counts. Tasks may come in any order.

    Raises:
        DepecheError: the file is no export, or a task does not come from :func:`label_studio_tasks`.
    """
    try:
        tasks = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise DepecheError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise DepecheError(f"{path}: expected a list of tasks; export the project as JSON")
    rows = [_row(task, f"{path.name}, task {number}") for number, task in enumerate(tasks, 1)]
    first_seen = {row["article"]: number for number, row in reversed(list(enumerate(rows)))}
    rows.sort(key=lambda row: (first_seen[row["article"]], row["position"]))
    yield from articles_from_rows(rows, path.name)


def _row(task: dict[str, Any], where: str) -> dict[str, Any]:
    data = task.get("data")
    if not isinstance(data, dict) or not {"text", "article", "position"} <= data.keys():
        raise DepecheError(f"{where}: its data needs text, article and position")
    row = {key: value for key, value in data.items() if key not in ("headline", "before", "after")}
    try:
        row |= {"article": str(data["article"]), "position": int(data["position"]), **_answers(task)}
    except (AttributeError, LookupError, TypeError, ValueError):
        raise DepecheError(f"{where}: its position or its annotations are not those of an export") from None
    if row.get("label") == BOILERPLATE:
        row |= {"kind": "boilerplate", "label": None, "secondary": None}
    elif row.get("label") and row.get("kind") == "boilerplate":
        row["kind"] = "body"  # an annotator found a sentence in it
    return row


def _answers(task: dict[str, Any]) -> dict[str, Any]:
    answers = {}
    annotations = [a for a in task.get("annotations") or [] if not a.get("was_cancelled")]
    for result in annotations[-1]["result"] if annotations else []:
        name, value = result.get("from_name"), result.get("value", {})
        if name == "rule":
            answers[name] = value.get("number")
        elif name in ("label", "secondary") and value.get("choices"):
            answers[name] = value["choices"][0]
    return answers
