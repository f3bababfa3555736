"""What is kept of hosts' pages, so that lines that recur on them are known."""

import sqlalchemy as sa
from alembic import op

from monitor.store.schema import OutsideText, UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "host_pages",
        sa.Column("host", OutsideText(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("host", "page"),
    )
    op.create_index("host_pages_seen", "host_pages", ["seen_at"], unique=False)


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("host_pages_seen", "host_pages")
    op.drop_table("host_pages")
