"""A startup's sheet as a form, section by section."""

from incubator.web.workspace.editor import draft, hub, section, suggestions, undo

routes = [*hub.routes, *undo.routes, *draft.routes, *section.routes, *suggestions.routes]
