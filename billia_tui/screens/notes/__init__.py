"""Notes on customers and orders."""
