"""Tests of payments as records, refunds, and what follows from them (R200-R205)."""
