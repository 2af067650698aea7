"""The model as a subject: a page whose events are made up, not recorded.

tree           deeds in a tree, and the moments that they lead to
facts          what can be turned over about a page and its range
script         a life written down in words
under_designs  the same deeds under each design of 2021
scenes         the two problems that the project grew out of, as lives
proposal       the never-merged marker at page-out
"""
