"""French sentence segmentation with exact offsets."""

from __future__ import annotations

from depeche.segmentation.segments import SEGMENTER_VERSION, Segment, segment

__all__ = ["SEGMENTER_VERSION", "Segment", "segment"]
