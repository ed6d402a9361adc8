"""What an admin can do and ask, one module a subject. All rules are here; no Textual, no printing."""
