"""The files that someone else wrote: encodings, tables, forms of cells, and the list of what was refused."""
