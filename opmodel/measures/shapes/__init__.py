"""The shape of a rollout's adoption since go-live, and what can be read beside it (measures.md §1.7)."""
