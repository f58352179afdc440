"""Keeps what matters when Claude Code compacts a conversation, and gives it back."""
