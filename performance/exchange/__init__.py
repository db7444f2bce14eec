"""Workbooks of performance forms: written, and read back.

``export_forms``: one worksheet per sheet, looking like the official form.  ``export_list``: one
line per indicator, and one per project with everything else.  ``read_workbook`` reads both, and
official forms that were filled elsewhere.  Bytes in, bytes out; knows no database.
"""

from performance.exchange.list_out import export_list
from performance.exchange.reading import Reading, ReadSheet, read_workbook
from performance.exchange.sheets_out import export_forms

__all__ = ["ReadSheet", "Reading", "export_forms", "export_list", "read_workbook"]
