"""The API explained to people, from the declarations of its types."""
