"""A room over the network: messages, doors and seats, the host and its clients."""
