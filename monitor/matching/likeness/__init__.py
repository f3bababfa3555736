"""Say how like a seed an article is: one probability from words, names, places, figures, meaning.

Pure: two texts and, where there is an encoder, their vectors in; a number with its reasons out. A
likeness depends on the seed and the article alone, never on what else is in the run; what is
common and what is rare comes from word lists, never from the articles.
"""
