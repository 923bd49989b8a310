"""Writing the public site as files: what addresses become, the folder that holds them, its workers.

Nothing here speaks HTTP: a :class:`~incubator.actions.exporting.source.Source` answers addresses.
"""
