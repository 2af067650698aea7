"""Notes: what the speaker's second terminal shows."""
