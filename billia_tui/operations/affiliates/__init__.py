"""Affiliates, and the commissions they earn (R158-R163)."""
