"""Orders of an import: their values and lines, their documents and payments."""
