"""Snoozed watchlists, and indexes that make looking back cheap."""

import sqlalchemy as sa
from alembic import op

from monitor.store.schema import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the indexes."""
    op.create_table(
        "snoozes",
        sa.Column("watchlist_id", sa.String(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("watchlist_id"),
    )
    op.create_index("entries_outcome", "entries", ["outcome", "ended_at"], unique=False)
    op.create_index("entries_feed", "entries", ["feed_id", "ended_at"], unique=False)
    op.create_index("decisions_verdict", "decisions", ["watchlist_id", "verdict"], unique=False)
    op.drop_index("decisions_watchlist", "decisions")  # the new one begins with the same column


def downgrade() -> None:
    """Take them away again."""
    op.create_index("decisions_watchlist", "decisions", ["watchlist_id"], unique=False)
    op.drop_index("decisions_verdict", "decisions")
    op.drop_index("entries_feed", "entries")
    op.drop_index("entries_outcome", "entries")
    op.drop_table("snoozes")
