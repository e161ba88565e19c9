"""The one exception that means: the user can mend this."""

from __future__ import annotations


class DepecheError(ValueError):
    """Bad input, in one or two lines that say what is wrong, where, and what to do.

    The command line prints the message without a traceback and exits with status 2.
    """
