"""The programme in figures as pages tell it: what is asked for, charts in words, files of figures.

Nothing here ranks startups, incubators or people.
"""
