"""How each field gets its value: batch reads, and writes; never a GraphQL type."""
