"""Sinks: which there are, how far each has got, and what each would never take."""

import sqlalchemy as sa
from alembic import op

from monitor.store.schema import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "sinks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sink_cursors",
        sa.Column("sink_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sink_id", "channel"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("sink_id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("sink_id", "alert_id"),
    )
    op.create_index("dead_letters_at", "dead_letters", ["at"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("dead_letters_at", "dead_letters")
    op.drop_table("dead_letters")
    op.drop_table("sink_cursors")
    op.drop_table("sinks")
