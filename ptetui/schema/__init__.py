"""What bits are: construct schemas read into frozen fields, an integer codec, and regions of words.

Nothing here knows Linux; the words that layout files are written in are in `vocabulary`.
"""
