"""How many cores this process may really use."""

from __future__ import annotations

import os
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def available_cores(cgroup: Path = _CGROUP) -> int:
    """Number of cores, at least 1: those the process may run on, and no more than its container's quota.

    Args:
        cgroup: where Linux tells the quota: ``cpu.max`` (version 2), ``cpu/cpu.cfs_quota_us`` (version 1).
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota(cgroup)
    # Half a core more than a whole number is worth a thread, less is not.
    return cores if quota is None else max(1, min(cores, int(quota + 0.5)))


def _quota(cgroup: Path) -> float | None:
    """Cores that the container may use a period, None without a limit."""
    try:
        quota, period = (cgroup / "cpu.max").read_text().split()
    except (OSError, ValueError):
        try:
            quota, period = ((cgroup / "cpu" / f"cpu.cfs_{x}_us").read_text() for x in ("quota", "period"))
        except OSError:
            return None
    try:
        return int(quota) / int(period) if int(quota) > 0 else None
    except ValueError:  # "max": no limit
        return None
