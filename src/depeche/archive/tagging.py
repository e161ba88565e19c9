"""Tagging one part, the same way in whatever process: this is what makes all engines' rows equal."""

from __future__ import annotations

from collections.abc import Callable

from depeche.archive.options import ArchiveOptions
from depeche.archive.plan import Part
from depeche.archive.reading import Account, PartReader
from depeche.archive.workspace import Workspace
from depeche.archive.writing import part_writer
from depeche.inference.bulk import tag_documents
from depeche.inference.explain import explain
from depeche.inference.tagger import Tagger


def open_tagger(options: ArchiveOptions) -> Tagger:
    """The tagger of a run.

    Raises:
        DepecheError: see :meth:`Tagger.from_pretrained`.
    """
    return Tagger.from_pretrained(
        options.checkpoint, backend=options.backend, threads=options.threads, abstain=options.abstain
    )


class PartTagger:
    """Tags parts into a workspace.

    A part is batched by itself, from its first row: 8-bit weights scale a batch as a whole, so that a
    sentence's scores may differ in their last digits with the sentences that it is read beside.
    """

    def __init__(self, tagger: Tagger, options: ArchiveOptions, workspace: Workspace) -> None:
        self._tagger, self._options, self._workspace = tagger, options, workspace
        self.reader = PartReader(options)

    def tag(self, part: Part, progress: Callable[[int, int], None] = lambda rows, sentences: None) -> Account:
        """Tag a part and mark it as done.

        Args:
            part: which.
            progress: called with the rows and sentences that were done since it was called last.

        Raises:
            DepecheError: see :meth:`PartReader.documents`; nothing of the part is left.
        """
        account = Account()
        told = 0
        with part_writer(self._workspace.part_path(part), self._workspace.form_of(part)) as writer:
            documents = self.reader.documents(part, account)
            for document, sentences in tag_documents(self._tagger, documents):
                if self._options.explained:
                    sentences = explain(self._tagger, sentences)
                writer.write(document.name, sentences)
                account.sentences += len(sentences)
                progress(1, len(sentences))
                told += 1
        progress(account.rows - told, 0)  # damaged rows
        self._workspace.mark_done(part, account)
        return account
