"""The settings, changed inside."""
