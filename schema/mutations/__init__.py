"""The write side of the contract."""
