"""Pages of processes of this machine.

watched  another process: its ranges and pagemap words
agent    the process that has a page of our own; a program, imported by nothing
calls    what can be done to that page here, and what is left to the lab
child    the agent started, asked, ended
own_page its page beside the model
"""
