"""The timeline of a customer as a page."""
