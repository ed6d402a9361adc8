"""Customers of an import: their values, their rows, what is left of a known one."""
