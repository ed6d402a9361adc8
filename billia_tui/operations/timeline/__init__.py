"""The timeline of a customer: what is recorded in many places as one list in order of time (R221)."""
