"""What people type, and what is wrong with it: forms of more than two fields."""
