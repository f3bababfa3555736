"""The real world, one library for each module: HTTP, processes, Redis, the embedded server.

Adapters fulfil the protocols of `monitor.ports`, turn every foreign exception into one of
`monitor.errors`, and neither know the line that uses them nor each other's business.
"""
