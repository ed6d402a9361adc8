"""Wallet, credit limit and the hold that follows from them (sections 4 and 5)."""
