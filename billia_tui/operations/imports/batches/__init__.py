"""An import from the first byte to the summary: batches of one transaction, rehearsed, repeated and taken back."""
