"""The display as others get it: without this program."""
