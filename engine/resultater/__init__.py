"""Results: what pages, extracts and reports show. A result is a function of (generation, corrections, law)."""
