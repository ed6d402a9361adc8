"""Taking back: which change, and the question before it."""
