"""Edits of the register: what people decided. Validated, audited, one transaction an edit."""
