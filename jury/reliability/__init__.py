"""The numbers: how ballots of fallible jurors become a probability (numpy and scipy only)."""
