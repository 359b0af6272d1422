"""What is asked of a model: to count, derive, prove, solve, search, compare, verify."""
