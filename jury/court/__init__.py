"""What is done: one verb, one function. Locks, refuses, changes, flushes; never commits."""
