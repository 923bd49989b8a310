"""What exists, as GitHub writes it in JSON: every key that its published schemas require."""
