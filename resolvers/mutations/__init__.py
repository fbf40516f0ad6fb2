"""What clients may change: one mutation is one transaction on one account."""
