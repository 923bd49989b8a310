"""The invented past of the demonstration's startups: what happened in each week, and to whom.

What a week holds depends only on the repository and on that week: a world that is built again
some days later has the same past, and what happened since.
"""
