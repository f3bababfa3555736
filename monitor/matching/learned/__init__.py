"""What a watchlist learned from examples: a small linear model of its own, in numbers.

It takes what the other parts found, the names and places in an article and its meaning, and says
how surely it belongs. How it is learned is for `training`; nothing is read or written here.
"""
