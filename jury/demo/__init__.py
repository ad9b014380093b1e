"""The made-up town that opens with the first run: its people, orders, disputes and jurors."""
