"""Purchases and their orders: placing, paying, pricing, status, documents, jobs (sections 14 and 20)."""
