"""The model card of a finder of sources and cues: every figure in it is read from ``metrics.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from depeche.evaluation.markdown import figure, table
from depeche.files import replacing
from depeche.inference.checkpoint import RECORD_FILE

_SYSTEM_NAMES = {"model": "this model", "rules": "cue list (regular expressions)"}
_BODY = """\
# {name}

Finds, in a French sentence that is attributed to somebody, the **source** (*selon* **l'OSDH**), the **cue**
(*selon*) and the **kind of source**: `named`, `institution`, `document`, `anonymous`; `hearsay` is a cue
without source, `context` neither (the speaker stands in another sentence). It does not say whether a sentence
is attributed: that is the tagger's part. It checks no fact.

Fine-tuned with depeche {version} from `{encoder}` on {train:,} sentences: one tag a piece (BIO; the tags of
the source carry its kind), and the most probable span of each sort. **Sentences and spans were produced by a
language model**, in one reading: the figures say how well that reading is learned.

```sh
depeche tag article.txt --voices --voices-checkpoint {folder}
```

## Figures

{n:,} sentences of {n_articles} articles, which training never saw; in brackets 95 % bootstrap intervals over
articles. F1 by overlap of words, over all sentences together; exact: both ends right, or rightly nothing.

{systems}

| kind of source | sentences | right |
| --- | ---: | ---: |
{kinds}

## Limits

- One source and one cue a sentence; of a second source in it nothing is said.
- The sentence is read by itself: whether « il » is a person or an institution it often cannot know.
- Invented press of many manners; real press was not scored. Other languages, social media, verse: not tried.
- Who is named as a source is not who is right. Weights: CC BY 4.0.
"""


def write_voice_card(folder: Path) -> Path:
    """Write ``README.md`` into a checkpoint folder from its ``depeche.json`` and ``metrics.json``."""
    from huggingface_hub import ModelCard, ModelCardData

    record = json.loads((folder / RECORD_FILE).read_text(encoding="utf-8"))
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    data = ModelCardData(
        language="fr",
        license="cc-by-4.0",
        library_name="transformers",
        pipeline_tag="token-classification",
        tags=["depeche", "news", "attribution", "quotation"],
        model_name=record["name"],
    )
    card = ModelCard(f"---\n{data.to_yaml()}\n---\n\n{_body(record, metrics, folder.name)}")
    path = folder / "README.md"
    with replacing(path) as out:
        out.write(card.content)
    return path


def _body(record: dict[str, Any], metrics: dict[str, Any], folder: str) -> str:
    systems = metrics["systems"]
    rows = [
        [
            _SYSTEM_NAMES[name],
            *(figure(scores[role][key]) for role in ("source", "cue") for key in ("f1", "exact")),
            figure(scores["kind"]),
        ]
        for name, scores in systems.items()
    ]
    head = ["system", "source F1", "source exact", "cue F1", "cue exact", "kind right"]
    return _BODY.format(
        name=record["name"],
        version=record["depeche"],
        encoder=record["config"]["model"]["name_or_path"],
        train=record["training"]["sentences"],
        folder=folder,
        n=metrics["n"],
        n_articles=metrics["n_articles"],
        systems=table(head, rows),
        kinds="\n".join(
            f"| `{kind}` | {row['n']} | {row['right']} |" for kind, row in systems["model"]["kinds"].items()
        ),
    )
