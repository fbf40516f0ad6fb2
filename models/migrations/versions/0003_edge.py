"""Who sees what: a user's lead, and who made what belongs to no account yet."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("lead_id", sa.Text(), nullable=True))
    op.add_column("note", sa.Column("created_by", sa.Text(), nullable=True))
