"""Imports: CSV files of another system, or our own exports, read into the store (docs/design of the commands).

`run.Import` reads a file as a stream and hands batches to `batch.store_batch`, one transaction each. Repeating an
import changes nothing: the table of import keys knows which record became which row.
"""
