"""The journal as people read it: its entries in words, on pages and as files."""
