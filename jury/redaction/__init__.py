"""Taking identity out of text and pictures."""
