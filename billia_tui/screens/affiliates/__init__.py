"""Affiliates: their page, and whom they brought."""
