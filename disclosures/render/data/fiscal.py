"""What columns mean fiscally: ColumnTypes of the Fiscal Data Package, budget taxonomy 1.0-rc.1.

https://specs.frictionlessdata.io/fiscal-data-package--budgets/
"""

from __future__ import annotations

from typing import Any

FACT_COLUMNS = {
    "amount": "value",
    "department": "administrative-classification:generic:label",
    "year": "date:fiscal-year",
}
LINE_COLUMNS = {
    "line": "budget-line-id",
    "unit": "administrative-classification:generic:code",
    "unit_name": "administrative-classification:generic:label",
    "measure": "phase:id",
    "measure_name": "phase:label",
    "fund": "fin-source:generic:code",
    "fund_name": "fin-source:generic:label",
    "function": "functional-classification:generic:code",
    "function_name": "functional-classification:generic:label",
    "spend": "expenditure-type:code",
    "spend_name": "expenditure-type:label",
    "econ": "economic-classification:generic:code",
    "econ_name": "economic-classification:generic:label",
    "project": "activity:generic:project:label",
    "amount": "value",
    "year": "date:fiscal-year",
}
#: What is the same in every row of such a resource, and stands in no column.
CURRENCY = {
    "name": "currency",
    "title": "币种",
    "type": "string",
    "columnType": "value-currency:code",
    "constant": "CNY",
}


def fiscal(schema: dict[str, Any], columns: dict[str, str]) -> dict[str, Any]:
    """The schema with the ColumnTypes of those of its fields that have one."""
    fields = [
        {**field, "columnType": columns[field["name"]]} if field["name"] in columns else field
        for field in schema["fields"]
    ]
    return {**schema, "fields": fields, "extraFields": [CURRENCY]}
