"""Configuration: YAML files in, frozen values out, every mistake told at once.

The way is `document` (YAML to plain values with lines), `environment` and `filekeys` (values from
elsewhere), `models` (keys, types, ranges), `checks` (what spans keys), `translate` (frozen
settings). `load` is the door, `reader` the memory. Nothing here talks to the network.
"""
