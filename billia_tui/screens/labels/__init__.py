"""Labels of a customer, and their management."""
