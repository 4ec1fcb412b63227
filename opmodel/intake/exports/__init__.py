"""One file for each spreadsheet that is known: vendors' exports and our own templates."""
