"""Labels: components set up beforehand, and the values attached from them (R58-R65)."""
