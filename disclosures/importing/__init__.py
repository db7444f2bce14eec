"""Workbooks in: guarded, read, and every error named by sheet and cell.  Knows no database."""
