"""What ours is measured against: a file for each server, told its port, the database and the models."""
