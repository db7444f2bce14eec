"""How much a workbook may hold.  Each limit is far above real work and far below harm."""

from __future__ import annotations

MIB = 1 << 20

#: A facts workbook of 200,000 lines is about 10 MiB.
MAX_FILE = 32 * MIB
#: Excel writes about 3 parts a sheet; 600 sheets stay below.
MAX_ENTRIES = 2_000
#: 6 million cells of sheet XML are about 220 MiB.
MAX_ENTRY = 256 * MIB
#: One sheet at its limit and everything else.
MAX_TOTAL = 384 * MIB
#: Workbook, styles, relationships: parsed as a whole, a few hundred KiB in real files.
MAX_SMALL_PART = 16 * MIB
#: Spreadsheet XML shrinks 5 to 40 times; Apache POI draws the line at 100 as well.
MAX_RATIO = 100
#: Small parts may shrink more, without harm.
RATIO_GRACE = MIB

#: The form sets have 14 tables at most; a large department has 500 projects with a form each.
MAX_SHEETS = 600
#: <row> elements of one sheet, styled empty ones included: what Excel itself can hold.
MAX_ROW_ELEMENTS = 1_000_000
#: Rows down to the last value of a sheet: twice the largest real department.
MAX_ROWS = 200_000
#: The widest table has 112 columns.
MAX_COLUMNS = 702
#: Rows × columns up to the last value: calamine keeps the whole rectangle, 32 bytes a cell.
MAX_AREA = 6_000_000
#: Text of one sheet, each cell counted: a text used by many cells is copied for each.
MAX_TEXT = 128 * MIB
#: Excel's own limits are 32,767 characters a cell and 16,384 cells a row.
MAX_STRING_XML = MIB
MAX_ROW_XML = 8 * MIB
#: Printed tables merge a few cells a row.
MAX_MERGES = 100_000
