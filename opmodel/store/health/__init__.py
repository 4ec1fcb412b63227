"""Whether a store is well: each check says what it found, and what to do where something is wrong."""
