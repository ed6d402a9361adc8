"""billia-tui: a terminal console for the customers of a hosting or cloud business."""

__version__ = "0.1.0"
