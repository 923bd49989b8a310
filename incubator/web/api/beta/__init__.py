"""The API of beta.gouv.fr, answered from here: the same values under the same keys."""
