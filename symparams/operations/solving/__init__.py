"""Which value of a symbol gives a count: its roots, and the designs next to them."""
