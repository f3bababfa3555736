"""What the daemon shows over HTTP. It reads what it is handed and changes nothing."""
