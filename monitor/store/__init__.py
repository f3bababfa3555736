"""The state of record: schema, migrations, and the queries on them (SQLAlchemy Core, SQLite)."""

from monitor.store.sql import SqlStore

__all__ = ["SqlStore"]
