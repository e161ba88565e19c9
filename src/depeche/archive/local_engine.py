"""Tagging parts one after the other in this process."""

from __future__ import annotations

from collections.abc import Sequence

from depeche.archive.ids import SeenIds
from depeche.archive.options import ArchiveOptions
from depeche.archive.plan import Part
from depeche.archive.progress import Progress
from depeche.archive.tagging import PartTagger, open_tagger
from depeche.archive.workspace import Workspace


def tag_here(options: ArchiveOptions, workspace: Workspace, todo: Sequence[Part], progress: Progress) -> None:
    """Tag the parts in order; an id that stands in two parts of a target ends the run at the second.

    Raises:
        DepecheError: a damaged or repeated row, with its place; parts that were done stay done.
    """
    tagger = PartTagger(open_tagger(options), options, workspace)
    waiting = {part.number for part in todo}
    undone = {part.number for part in workspace.undone()}
    for target in workspace.targets:
        seen = SeenIds()
        if waiting.isdisjoint(part.number for part in target.parts):
            continue
        for part in target.parts:
            if part.number not in undone:
                workspace.check_ids(seen, part, tagger.reader)
        for part in target.parts:
            if part.number in waiting:
                tagger.tag(part, progress)
                workspace.check_ids(seen, part, tagger.reader)
