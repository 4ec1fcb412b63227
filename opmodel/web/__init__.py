"""What stands between the network and the pages: headers, origins, limits, health, and the log. It shows nothing."""
