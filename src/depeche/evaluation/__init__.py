"""Scoring: metrics, intervals by article, calibration, slices, baselines, reports and plots.

The functions here work on arrays and know no model; :mod:`depeche.evaluation.records` holds what they take.
"""
