"""The law: what is true of a dispute with pencil and paper."""
