"""The store as a whole: opening, backup, restore, copy, settings, doctor."""
