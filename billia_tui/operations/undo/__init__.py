"""Taking changes back: which, how, and whole batches."""
