"""The Document: everything a disclosure says, in the order in which it is read.

One value for every format.  Every string that a reader sees stands in it, so that renderers
calculate nothing; every figure in a sentence also keeps its exact value and the cells it is made
of.  ``to_json`` and ``from_json`` carry it to and from canonical JSON.
"""

from __future__ import annotations

from disclosures.core.document.canon import check_code, from_json, to_json
from disclosures.core.document.forms import FormCell, FormRow, Placed, PrintedForm
from disclosures.core.document.origins import (
    Ledger,
    LedgerLine,
    Lines,
    Makings,
    Origins,
    Word,
)
from disclosures.core.document.printed import (
    Line,
    PrintedCell,
    PrintedColumn,
    PrintedRow,
    PrintedTable,
    PrintedTables,
)
from disclosures.core.document.tables import table_of, tables_of, title_of
from disclosures.core.document.tracing import Classifications, traced
from disclosures.core.document.values import (
    SCHEMA,
    Attachment,
    Block,
    Chart,
    ChartPlace,
    Document,
    DocumentError,
    Explanation,
    Figure,
    FormPlace,
    GlossaryPlace,
    Made,
    Paragraph,
    Part,
    Point,
    Role,
    Section,
    Source,
    Span,
    Staff,
    TablePlace,
    Term,
    Text,
    plain,
)

__all__ = [
    "SCHEMA",
    "Attachment",
    "Block",
    "Chart",
    "ChartPlace",
    "Classifications",
    "Document",
    "DocumentError",
    "Explanation",
    "Figure",
    "FormCell",
    "FormPlace",
    "FormRow",
    "GlossaryPlace",
    "Ledger",
    "LedgerLine",
    "Line",
    "Lines",
    "Made",
    "Makings",
    "Origins",
    "Paragraph",
    "Part",
    "Placed",
    "Point",
    "PrintedCell",
    "PrintedColumn",
    "PrintedForm",
    "PrintedRow",
    "PrintedTable",
    "PrintedTables",
    "Role",
    "Section",
    "Source",
    "Span",
    "Staff",
    "TablePlace",
    "Term",
    "Text",
    "Word",
    "check_code",
    "from_json",
    "plain",
    "table_of",
    "tables_of",
    "title_of",
    "to_json",
    "traced",
]
