"""Every design in a space of values that has a given count, found without trying them all.

`grid` reads the values of each symbol, `space` puts them and the count together, `bisection`
inverts the count in the symbol with most values, `enumeration` lists the designs in order in
constant memory, and `designs` is the search.
"""

from symparams.operations.searching.designs import Search, search

__all__ = ["Search", "search"]
