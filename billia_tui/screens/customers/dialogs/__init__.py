"""The dialogs of a customer's page, one module a subject."""
