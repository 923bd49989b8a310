"""Sprints and measures as pages tell them: figures with units, sentences, badges, what is absent.

Public pages and the workspace share it; neither ranks teams.
"""
