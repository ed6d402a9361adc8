"""Money that goes back: refunds and what becomes of the services (section 23)."""
