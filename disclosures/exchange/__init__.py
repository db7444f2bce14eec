"""Organisations, people and code lists as files: out, and in with a preview of what changes.

``listing`` reads a file into rows, ``base`` compares them with what is there (by
django-import-export), ``plan`` is what a preview shows, ``files`` writes.
"""
