"""What bits are: construct schemas read into frozen fields, an integer codec, and regions of words.

Nothing here knows which forms a page-table entry has or what the kernel does with its bits: that is `linux`.
The words that layout files are written in are in `vocabulary`.
"""
