"""The register as sheets: the form in which it leaves as a workbook, and comes back as one."""
