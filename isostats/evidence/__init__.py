"""Evidence of others: published cohorts, pooled, with the place of one's own among them, and digitised curves."""
