"""Profiles and companies of a customer."""
