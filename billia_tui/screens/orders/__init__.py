"""Orders: lists, one order, documents, payment methods."""
