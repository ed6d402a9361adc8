"""Notifications and mails of a customer."""
