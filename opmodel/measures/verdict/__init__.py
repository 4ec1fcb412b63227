"""Did the work get faster? The verdict on cycle time before and after go-live (measures.md §2.1), from cases alone."""
