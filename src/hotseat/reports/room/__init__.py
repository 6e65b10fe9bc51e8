"""What a room came to: pages of blocks, their curves, and the files that Markdown and HTML are written to."""
