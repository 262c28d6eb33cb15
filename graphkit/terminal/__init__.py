"""Screens of the terminal to work on; what they do is done on the floors below."""
