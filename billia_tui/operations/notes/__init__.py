"""Notes on customers and on orders (R170-R174, R147)."""
