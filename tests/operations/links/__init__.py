"""Links as their customers use them."""
