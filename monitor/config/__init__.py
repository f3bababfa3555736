"""Configuration: YAML files in, frozen values out, every mistake told at once.

The way is `document` (YAML to plain values with lines), `models` (keys, types, ranges), `checks`
(what spans keys), `load` (frozen settings). Nothing here talks to the network or keeps state.
"""
