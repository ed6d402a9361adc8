"""The whole course of buying, paying, renewing, refunding, moving and merging, as one model (R191-R209, P1)."""
