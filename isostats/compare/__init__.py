"""Results against claims, published evidence and other definitions."""
