"""Running the service: long work with progress, backup, restore, rehearsal."""
