"""What stands before a story: how each kind of wall, error and listing is told from one.

Each module judges one kind by a `Sight` of the page; `monitor.reading.quality` puts them in order.
"""
