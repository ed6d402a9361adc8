"""The settings of the console, changed inside."""
