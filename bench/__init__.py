"""Start, bytes and keys of the console as ratios to floors that are measured in the same run: `python -m bench`."""
