"""Plain Python: forms, sheets, indicators, scores, rules; no Django, no I/O, no clock."""
