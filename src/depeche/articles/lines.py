"""Reading large text files line by line, compressed or not."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from depeche.errors import DepecheError

#: File ending → what opens such a file.
COMPRESSIONS: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open}


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the number of every line, from 1, and the line with its end.

    Args:
        path: a UTF-8 file, as it is or compressed (``.xz``, ``.gz``).

    Raises:
        DepecheError: the file is missing or damaged, or is not UTF-8.
    """
    number = 0
    try:
        with COMPRESSIONS.get(path.suffix, open)(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                yield number, line.decode("utf-8-sig")
    except FileNotFoundError:
        raise DepecheError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        raise DepecheError(f"{path}:{number}: not UTF-8; save the file as UTF-8") from None
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError):
        raise DepecheError(f"{path}: damaged, or not a {path.suffix} file; fetch or write it again") from None
    except OSError as error:
        raise DepecheError(f"{path}: cannot be read: {error.strerror}") from None
