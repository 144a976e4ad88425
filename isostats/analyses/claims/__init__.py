"""Claims held against the records: what is stated, what the records say of it, and where that stands."""
