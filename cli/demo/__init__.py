"""The demonstration portfolio a new database starts with."""
