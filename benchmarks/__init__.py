"""Measurements, each one command: `python -m benchmarks.<name>`. They print; they do not judge.

`evaluate` is the exception: it holds the figures on real data against `thresholds.json`, which may
only rise, and fails where one is missed.
"""
