"""A display that writes only what changed. It knows Textual and the terminal, and nothing of customers."""
