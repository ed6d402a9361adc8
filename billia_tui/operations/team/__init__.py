"""Several admins at once: what changed, and who is where."""
