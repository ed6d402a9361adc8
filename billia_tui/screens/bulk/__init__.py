"""Changing many customers: plan, progress, outcome."""
