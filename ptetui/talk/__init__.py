"""Talks: tours as text files, what each step of them shows, where the speaker is."""
