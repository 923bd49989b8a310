"""The API of this programme (JSON:API 1.1): everything public, by type of resource."""
