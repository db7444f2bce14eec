"""Tables drawn straight into PDF from their known geometry: no HTML, no style sheet, no boxes.

``pack`` makes a file of objects, ``fonts`` sets and subsets letters, ``book`` keeps pages, tags
and bookmarks, ``plan`` fits a table to the page, ``grid`` and ``tables`` draw it.  ``lines`` sets
paragraphs, ``text`` and ``pictures`` make them, small tables and charts into blocks, which
``flow`` puts on pages; ``story`` tells the parts of a Document so, ``front`` draws cover and
contents.  ``finish`` ends the file, ``archive`` says what its colours mean.
``render.tables_pdf`` and ``render.document_pdf`` put them together.
"""
