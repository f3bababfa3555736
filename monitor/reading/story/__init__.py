"""Which blocks of a page are the story: what trafilatura took, held against the whole page.

Pure, like all of the reading: a parsed page in, lines out.
"""
