"""A county that does not exist, made by a seed: for the demonstration, for tests and benchmarks.

``plan`` invents its departments, ``facts`` what they state, ``texts`` and ``sheets`` what they
write, ``settle`` puts it all into the database as if it had happened; ``documents`` hands out
finished Documents without one.  See docs/county.md.
"""
