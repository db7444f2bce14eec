"""Measurements, each a ratio in one run.  ``./run bench`` runs them all; ``./run bench NAME`` one.

Nothing here is asserted: timings belong into docs/benchmarks.md, with the machine they came from.
"""
