"""Copying out: what there is to copy, and the box that asks which."""
