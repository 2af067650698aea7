"""Pages of processes of this machine.

watched    another process: its ranges and pagemap words
btf        where members of the kernel's structures lie
kcore      the kernel's memory as a file
raw_words  raw entries of a process, out of these two
agent      the process that has a page of our own; a program, imported by nothing
calls      what can be done to that page here, and what is left to the lab
child      the agent started, asked, ended
own_page   its page beside the model
"""
