"""The pages of a process: see `screen`."""
