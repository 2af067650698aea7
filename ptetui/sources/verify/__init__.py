"""Layouts compared with a kernel tree: a probe compiled with its own headers, and what it says beside what we say.

configurations  the defconfigs, and what of a target the host's compiler has to be told
tools           the programs that a build runs
assembler       C without its assembler
build           configuration, generated headers, the probe compiled and run
cross           the same by the target's own compiler and qemu-user
compare         field by field; `propose` writes a layout file for what differs
run             several layouts at a time
"""
