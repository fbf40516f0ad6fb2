"""What an answer costs the server: ours beside SQL written by hand and other GraphQL servers."""
