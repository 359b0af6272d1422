"""Results as LaTeX: fragments and documents."""
