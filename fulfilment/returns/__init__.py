"""What comes back: on line, by phone, by post."""
