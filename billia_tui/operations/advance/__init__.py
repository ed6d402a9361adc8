"""What time brings: what is due, applied step by step (docs/advance.md)."""
