"""Where a model comes from: by hand, from a preset, a configuration, a saved tree, real code."""
