"""The life of a page: what it is, what can happen to it, and what becomes of every bit.

    page      a page of one process; its word under a setting, and which bits of it are known
    guards    named questions about a page, its range, the kernel, and choices that the page does not tell
    table     the transition table, read from rules_memory, rules_calls and rules_advice
    effects   what one rule makes of a page
    events    what can happen now (`events`), and doing it (`apply`)
    fates     what became of each software bit
    seen      what userspace sees: pagemap, PAGEMAP_SCAN, smaps

What present entries of an architecture look like is data of its layout file (`ptetui.linux.layout.Pages`).
"""
