"""What is kept on the disk: sessions, what was said of them, and the files underneath."""
