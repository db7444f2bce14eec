"""The read-only API: what is public, for machines."""
