"""Real press text: labels that point at it, fetching it from where it is published, joining the two."""
