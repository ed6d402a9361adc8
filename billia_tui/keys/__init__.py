"""The one table of keys, and what is made from it."""
