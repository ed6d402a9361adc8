"""Services and domains: lists, one service, its log."""
