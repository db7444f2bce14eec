"""Tables → bytes.  Knows no database and calculates nothing."""
