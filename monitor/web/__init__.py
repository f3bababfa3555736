"""What the daemon shows over HTTP, and what commands on the same machine may ask of it."""
