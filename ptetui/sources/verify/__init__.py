"""Layouts against a kernel tree: a probe compiled with the tree's own headers, and what it says beside what we say.

configurations  the defconfigs, and what of a target the host's compiler has to be told
build           configuration, generated headers, the probe compiled and run
compare         field by field; a layout file for what differs
"""
