"""What is known of all models together: published counts, tables, heads by family."""
