"""What is remembered: rows, what may never be, and named questions."""
