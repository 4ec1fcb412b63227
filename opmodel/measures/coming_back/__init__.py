"""Whether people who have used a workflow once use it again: cohorts of first use and what is read from them."""
