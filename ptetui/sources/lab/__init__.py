"""A kernel in a virtual machine as a source of words.

image      kernels and what is unpacked of their packages; the agent, compiled
initramfs  the machine's first file system
platforms  what differs between architectures
machine    the QEMU process, its lines and its memory
walk       page tables in guest memory
calls      what can be done to a page, in the recordings' words
session    the booted machine, and a life in it
hold       a call stopped in its midst, by the debugger's stub
lives      lives played, random, shortened
"""
