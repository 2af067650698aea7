"""Log: the words of a kernel log, what each is, and whether it is damage."""
