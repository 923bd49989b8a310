"""GitHub through PyGithub: branches, files and pull requests. It reads no setting and no table."""
