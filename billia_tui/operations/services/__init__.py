"""Services and domains: lists, details, changes, course and timeline (sections 12 and 13)."""
