"""Say which watchlists an article belongs to, and why.

Pure: texts and watchlists in, matches out. No I/O, no clock, no asyncio. Beside the standard
library there is NumPy, and in `likeness` what knows the words of many languages.
A score depends on its article and its watchlist alone, never on what else is in the run.
"""
