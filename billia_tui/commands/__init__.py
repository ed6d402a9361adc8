"""The commands, one module a subject: they parse, call an operation and print."""
