"""Imports: CSV files of another system, or our own exports, read into the store (docs/design of the commands).

`batches/run.Import` reads a file as a stream and hands batches to `batches/batch.store_batch`, one transaction each.
Repeating an import changes nothing: the table of import keys knows which record became which row. A row goes up through
`files/` (bytes, cells), `mapping/` (columns, values), `kinds/` (what it becomes) and `batches/`; `systems/` has a whole
business go that way; `fields.py` says what each kind has.
"""
