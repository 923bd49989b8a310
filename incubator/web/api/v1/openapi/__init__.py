"""The API described for programs (OpenAPI 3.1), from the declarations of its types."""
