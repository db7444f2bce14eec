"""The public site and open data: everything in it comes from publications only."""
