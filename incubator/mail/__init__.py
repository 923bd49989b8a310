"""Mail: settings, messages, and their hand-over to an SMTP server, step by step."""
