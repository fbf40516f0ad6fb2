"""The steps that lead to today's tables, run at start."""
