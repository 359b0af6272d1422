"""Results as plain text, as a terminal shows it."""
