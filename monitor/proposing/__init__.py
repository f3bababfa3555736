"""Propose a watchlist from one article: which names and which event it tells of, in many languages.

Pure and offline: a seed and languages in, a watchlist file's text out, the same every time. It
knows names from CLDR and from lists of our own, and the words of news events; it learns nothing.
"""
