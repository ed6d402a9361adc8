"""Labels of an import, their components, and the custom fields that become components."""
