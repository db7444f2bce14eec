"""Tables drawn straight into PDF from their known geometry: no HTML, no style sheet, no boxes.

``pack`` makes a file of objects, ``fonts`` sets and subsets letters, ``book`` keeps pages, tags
and bookmarks, ``plan`` fits a table to the page, ``grid`` and ``tables`` draw it, ``finish`` ends
the file.  ``render.tables_pdf`` puts cover, contents and tables together.
"""
