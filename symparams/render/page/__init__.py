"""A standalone HTML page: a derivation that a reader can take in hand.

`document` puts the page together, `markup` writes elements with everything escaped, the other
modules write one part of the page each, and ``assets`` holds what the browser runs.
"""
