"""What pages say beside the text, what was taken out of them, and what stands before them."""

import sqlalchemy as sa
from alembic import op

from monitor.store.schema import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PENDING = "entries_pending"


def upgrade() -> None:
    """Add the columns; entries that ended for the time being are pending too."""
    op.add_column("articles", sa.Column("modified_at", UtcTime(), nullable=True))
    op.add_column("articles", sa.Column("section", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("image_url", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("removed", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "feeds", sa.Column("pages_recent", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("feeds", sa.Column("pages_blocked", sa.String(), nullable=True))
    op.add_column("feeds", sa.Column("pages_since", UtcTime(), nullable=True))
    op.drop_index(_PENDING, "entries")
    _index_pending("outcome IS NULL OR retry_at IS NOT NULL")


def downgrade() -> None:
    """Take them away again."""
    op.drop_index(_PENDING, "entries")
    _index_pending("outcome IS NULL")
    for table, columns in (
        ("feeds", ("pages_since", "pages_blocked", "pages_recent")),
        ("articles", ("removed", "image_url", "section", "modified_at")),
    ):
        for column in columns:
            op.drop_column(table, column)


def _index_pending(condition: str) -> None:
    op.create_index(
        _PENDING, "entries", ["first_seen_at"], unique=False, sqlite_where=sa.text(condition)
    )
