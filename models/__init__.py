"""The tables, and the doors to them."""
