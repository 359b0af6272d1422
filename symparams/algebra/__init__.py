"""What a model is: a tree of tensors, the relations of its symbols, its sums and their forms."""
