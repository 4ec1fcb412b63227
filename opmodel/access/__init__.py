"""Who may: signing in, roles, and the only way in which pages and the shell open the store."""
