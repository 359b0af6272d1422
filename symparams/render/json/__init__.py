"""Results as JSON data, with the field names that scripts rely on."""
