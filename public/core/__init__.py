"""Documents → what the public site shows of them.  Plain Python: no framework, no I/O, no clock."""
