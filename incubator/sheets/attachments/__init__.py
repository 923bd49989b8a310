"""Files that teams join to a dossier: recognised by content, and searched for what could act.

For :mod:`incubator.sheets.workbench`, but for ``faults``: a hostile file is never opened in the
server itself.
"""
