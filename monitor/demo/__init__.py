"""A small news site on loopback and the daemon run against it, to watch the main job offline.

Stories, newsrooms and prose are invented; the sockets, the daemon and its Valkey are real.
Nothing here is imported by the daemon.
"""
