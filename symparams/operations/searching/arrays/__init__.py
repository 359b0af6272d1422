"""The count over NumPy arrays: exact in 64-bit integers, in chunks that stay in the cache.

`integer_program` writes an expression as steps and bounds them beforehand, `evaluation` runs
them with the requirements of a model, and `vectorized` is the function for users. `library` says
what a search computes with where NumPy is missing: `lists`.
"""
