"""The folder of a run on the disk: which parts are done, and joining them into the files that were asked for.

A part's rows are written to ``parts/`` and its account to ``done/``, in this order and each under another
name first: a part counts once both stand there. When all parts of a target are there they are joined inside
the folder and the result is moved to its place. Every step may be cut off, done again, or done by two
processes at once: the same bytes come of it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from depeche.archive.ids import SeenIds
from depeche.archive.plan import Part, Target
from depeche.archive.reading import Account, PartReader
from depeche.archive.settings import SETTINGS_FILE, check_same_archive_run
from depeche.archive.writing import join
from depeche.errors import DepecheError
from depeche.files import replacing

#: In a folder of tagged files; the underscore hides it from readers of the folder.
FOLDER = "_depeche"
_SUMMARY = "summary.json"
_MOST_NAMED = 1000


class Workspace:
    """What stands of a run.

    Args:
        out: the file or folder that was asked for.
        single: whether it is one file; the work then lies beside it, in ``<out>.parts``, and is removed.
        targets: the files to write.
    """

    def __init__(self, out: Path, single: bool, targets: Sequence[Target]) -> None:
        self.single, self.targets = single, targets
        self.folder = out.with_name(f"{out.name}.parts") if single else out / FOLDER
        self._forms = {part.number: target.form for target in targets for part in target.parts}

    def begin(self, settings: dict[str, str]) -> bool:
        """Bind the folder to these settings; returns whether the run is finished already.

        Raises:
            DepecheError: begun with other settings, or what would be written is there from elsewhere.
        """
        if not self.single and not (self.folder / SETTINGS_FILE).exists():
            for target in self.targets:
                if target.path.exists():
                    raise DepecheError(f"{target.path}: stands there and is not of this run; choose another")
        check_same_archive_run(settings, self.folder)
        if not (self.folder / _SUMMARY).exists():
            return False
        for target in self.targets:
            if not target.path.exists():
                raise DepecheError(f"{target.path}: is gone; delete {self.folder.parent} to tag it again")
        return True

    def part_path(self, part: Part) -> Path:
        """Where the rows of a part are written."""
        return self.folder / "parts" / f"{part.number:06d}.{self._forms[part.number]}"

    def form_of(self, part: Part) -> str:
        """What the rows of a part are written as: ``parquet``, ``jsonl`` or ``csv``."""
        return self._forms[part.number]

    def mark_done(self, part: Part, account: Account) -> None:
        """Put down that the rows of a part are written."""
        marker = self._marker(part)
        with replacing(marker.with_suffix(".ids"), "wb") as out:
            out.write(np.array(account.ids, dtype=np.uint64).tobytes())
        with replacing(marker) as out:
            out.write(json.dumps({k: v for k, v in asdict(account).items() if k != "ids"}))

    def undone(self, numbers: Iterable[int] | None = None) -> list[Part]:
        """The parts that are still to be done, of those with these numbers, or of all."""
        chosen = None if numbers is None else set(numbers)
        names = {path.name for part in ("parts", "done") for path in self._listed(part)}
        return [
            part
            for target in self.targets
            for part in target.parts
            if (chosen is None or part.number in chosen)
            and not (
                self._marker(part).name in names
                and (self.part_path(part).name in names or (not self.single and target.path.exists()))
            )
        ]

    def _listed(self, name: str) -> Iterable[Path]:
        folder = self.folder / name
        return folder.iterdir() if folder.exists() else ()

    def ids_of(self, part: Part) -> np.ndarray:
        """The hashes of the ids of a part that is done, shape (n,), unsigned 64-bit."""
        return np.fromfile(self._marker(part).with_suffix(".ids"), dtype=np.uint64)

    def check_ids(self, seen: SeenIds, part: Part, reader: PartReader) -> None:
        """Add the ids of a part that is done to those seen in its target.

        Raises:
            DepecheError: one of them was seen before.
        """
        code = seen.add(self.ids_of(part))
        if code is not None:
            raise DepecheError(reader.place_of(part, code))

    def join_finished(self, reader: PartReader) -> Account | None:
        """Join every target whose parts are all done; the account of the run if that was the last of them.

        Raises:
            DepecheError: an id stands twice in a target.
        """
        if not self.folder.exists():
            return None  # another process joined while this one tagged its last part
        try:
            missing = {part.number for part in self.undone()}
            for target in self.targets:
                if not missing.intersection(part.number for part in target.parts):
                    self._join(target, reader)
            total = self.total()
            if not missing:
                self._finish(total)
        except FileNotFoundError:
            # Another process came to the end at the same time and has removed what it had joined.
            if not all(target.path.exists() for target in self.targets):
                raise
            return None
        return None if missing else total

    def _join(self, target: Target, reader: PartReader) -> None:
        paths = [self.part_path(part) for part in target.parts]
        if not self.single and not all(path.exists() for path in paths):
            return  # joined before; see undone
        seen = SeenIds()
        for part in target.parts:
            self.check_ids(seen, part, reader)
        target.path.parent.mkdir(parents=True, exist_ok=True)
        joined = self.folder / "joined" / f"{target.parts[0].number:06d}-{target.path.name}"
        join(paths, joined, target.form)
        joined.replace(target.path)
        if not self.single:
            for path in paths:
                path.unlink(missing_ok=True)

    def _finish(self, total: Account) -> None:
        if self.single:
            # Moved aside first: whoever looks sees all of the folder or none of it.
            aside = self.folder.with_name(f".{self.folder.name}.{os.getpid()}")
            self.folder.replace(aside)
            shutil.rmtree(aside, ignore_errors=True)
            return
        with replacing(self.folder / _SUMMARY) as out:
            out.write(json.dumps(asdict(total), ensure_ascii=False, indent=2) + "\n")
        for name in ("parts", "done", "joined", "tries"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def total(self) -> Account:
        """The accounts of all parts that are done, together; the ids left out, damaged rows up to a limit."""
        summary = self.folder / _SUMMARY
        if summary.exists():
            return Account(**json.loads(summary.read_text(encoding="utf-8")))
        total = Account()
        for part in (part for target in self.targets for part in target.parts):
            account = self.account_of(part)
            if account is not None:
                total.rows += account.rows
                total.sentences += account.sentences
                total.without_text += account.without_text
                total.skipped += account.skipped
                total.damaged += account.damaged[: _MOST_NAMED - len(total.damaged)]
        return total

    def account_of(self, part: Part) -> Account | None:
        """What became of the rows of a part, the ids left out; None where it is not done."""
        try:
            return Account(**json.loads(self._marker(part).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def _marker(self, part: Part) -> Path:
        return self.folder / "done" / f"{part.number:06d}.json"
