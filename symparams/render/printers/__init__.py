"""SymPy's printers, made to write mathematics as people do: text, LaTeX, MathML."""
