"""`billia check`: every promise of the store, looked at row by row."""
