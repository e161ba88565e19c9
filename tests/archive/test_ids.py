from __future__ import annotations

import numpy as np

from depeche.archive.ids import SeenIds, hash_id


def test_a_name_has_one_hash_in_every_process() -> None:
    assert hash_id("dépêche") == hash_id("dépêche") != hash_id("depêche")
    assert hash_id("") == 0xB4B2797457A0A6E4  # as b2sum --length 64 has it


def test_only_a_repeated_hash_is_told() -> None:
    seen = SeenIds()
    rng = np.random.default_rng(0)
    codes = rng.permutation(np.arange(1000, dtype=np.uint64) * np.uint64(2**54))
    for part in np.split(codes, 10):
        assert seen.add(part) is None
    assert seen.add(np.empty(0, dtype=np.uint64)) is None
    assert seen.add(np.array([2**64 - 1, codes[500]], dtype=np.uint64)) == int(codes[500])
    assert seen.add(np.array([2**64 - 1], dtype=np.uint64)) is None
