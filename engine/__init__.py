"""Runs GraphQL fields as batch reads. Knows nothing of any domain and imports nothing of ours."""
