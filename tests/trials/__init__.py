"""Trials: the same harm many times. In the suite each runs for a moment, `make soak` runs them long."""
