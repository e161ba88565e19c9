"""Keeping transformers' progress bars and load reports out of what users of a command read."""

from __future__ import annotations


def quiet_loading() -> None:
    """Silence the bars and reports of opening weights; errors still come through.

    That a classification head is new is what fine-tuning means, and where it must not be (tagging) the
    missing weights are an error of ours.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
