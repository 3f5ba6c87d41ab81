"""The speed of one serving process, beside others that answer the same from the same data."""
