"""Renewals: the day on which periods end, automatic tries and why they failed, renewing now (R191-R199)."""
