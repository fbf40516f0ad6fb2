"""A meeting note becomes a draft: records with the words they stand on, and what is still open."""
