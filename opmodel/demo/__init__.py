"""The demo company: writes real-looking spreadsheets, then imports them by the front door, as a user's upload is."""
