"""From a page's bytes to a title, a clean text and what kind of page it is.

Pure: bytes in, values out. It runs in worker processes, since the parsers of the open web can
take long on little; nothing here may fetch, log or look at the clock.
"""
