"""What a host's pages were, and how sure it is what an article's page was."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; pages that are known already were stories."""
    op.add_column("articles", sa.Column("quality_reason", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("quality_confidence", sa.Float(), nullable=True))
    for name, kind, default in (
        ("kind", sa.String(), "story"),
        ("characters", sa.Integer(), "0"),
        ("is_dated", sa.Boolean(), "0"),
        ("text", sa.BigInteger(), "0"),
        ("asked", sa.BigInteger(), "0"),
    ):
        op.add_column("host_pages", sa.Column(name, kind, nullable=False, server_default=default))


def downgrade() -> None:
    """Take them away again."""
    for name in ("asked", "text", "is_dated", "characters", "kind"):
        op.drop_column("host_pages", name)
    for name in ("quality_confidence", "quality_reason"):
        op.drop_column("articles", name)
