"""The door: HTTP in, GraphQL and a few pages out. Loopback only until there are tokens."""
