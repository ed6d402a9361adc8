"""Customers and their records as files that can be imported again."""
