"""The contract: what a client may ask, and nothing about how it is found."""
