"""Tests of taking back."""
