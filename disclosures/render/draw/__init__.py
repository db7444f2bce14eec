"""Tables → PDF drawn straight from their known geometry: no HTML, no style sheet, no boxes.

``pack`` makes a file of objects, ``fonts`` sets and subsets letters, ``wrap`` breaks lines,
``book`` keeps pages, tags and bookmarks, ``plan`` fits a table to the page, ``tables`` draws it,
``document`` puts cover, contents and tables together.
"""
