"""The kinds of pages and dialogs that the subjects are made of."""
