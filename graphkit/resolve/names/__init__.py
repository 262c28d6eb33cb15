"""Names: read into words of any script, and laid beside each other word by word."""
