"""Signing in and out, and what each person does with their own account."""
