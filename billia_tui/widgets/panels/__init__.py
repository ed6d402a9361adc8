"""The panels of the details page, one file each."""
