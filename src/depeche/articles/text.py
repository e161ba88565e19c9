"""Reading text files whose encoding is not known beforehand."""

from __future__ import annotations

import sys
from pathlib import Path

from depeche.errors import DepecheError

_SAMPLE = 200_000


def decode(data: bytes, name: str) -> str:
    """Decode ``data``: UTF-8 (with or without a mark) or UTF-16 with a mark; else guessed, and said so.

    The guess is checked to lose nothing: the text encodes back to the same bytes. Line ends stay as
    they are.

    Raises:
        DepecheError: the bytes are no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise DepecheError(f"{name}: not a text file (broken {encoding})") from None
    if b"\x00" in data:
        raise DepecheError(
            f"{name}: not a text file (it holds NUL bytes); give plain text, JSONL, CSV or Parquet"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data, name)


def _guess(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    # French in one byte a character is nearly always Windows-1252, of which Latin-1 text is a part.
    best = from_bytes(
        data[:_SAMPLE], cp_isolation=["cp1252", "latin_1", "iso8859_15", "mac_roman", "cp850"]
    ).best()
    controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:_SAMPLE])
    if best is None or controls > 0.01 * len(data[:_SAMPLE]):
        raise DepecheError(f"{name}: not a text file, or in an unknown encoding; convert it to UTF-8")
    for encoding in (best.encoding, "latin_1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.encode(encoding) == data:
            print(f"depeche: {name} is not UTF-8; read as {encoding}", file=sys.stderr)
            return text
    raise DepecheError(f"{name}: not a text file, or in an unknown encoding; convert it to UTF-8")


def read_text(path: Path) -> str:
    """Read a text file, see :func:`decode`; line ends stay as they are.

    Raises:
        DepecheError: the file cannot be read, or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DepecheError(f"{path}: cannot be read: {error.strerror}") from None
    return decode(data, str(path))
