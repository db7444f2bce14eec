"""WordprocessingML: text, tables, pictures, pages, styles, and the package that holds them.

Everything is written as text: the schema wants children in one order, which is kept where they
are written.  Lengths in the files are twips (1/20 pt), half points for letters, EMU for pictures.
"""
