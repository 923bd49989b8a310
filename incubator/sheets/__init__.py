"""Sheets: Markdown files with YAML front matter, read into the domain's values."""
