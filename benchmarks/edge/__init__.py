"""What the edge adds to an answer: who asks, what it may cost, and how long it may take."""
