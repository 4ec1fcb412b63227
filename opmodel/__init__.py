"""OpModel: did AI change the work? The unit of change is the workflow, not the licence."""
