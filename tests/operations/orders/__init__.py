"""Tests of orders, payment and documents."""
