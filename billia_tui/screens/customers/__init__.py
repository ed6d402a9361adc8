"""The customer: details page, its actions and what it leads to."""
