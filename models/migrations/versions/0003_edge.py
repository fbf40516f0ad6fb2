"""Who may ask, and who sees what: roles of our people, a user's lead, tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("lead_id", sa.Text(), nullable=True))
    op.add_column("note", sa.Column("created_by", sa.Text(), nullable=True))
    op.add_column("user", sa.Column("role", sa.Text(), nullable=False, server_default="MEMBER"))
    op.create_table(
        "access_token",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("script", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("accounts_seen", sa.Text(), nullable=True),
        sa.Column("book_of_id", sa.Text(), nullable=True),
        sa.Column("account_ids", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_access_token_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["book_of_id"], ["user.id"], name=op.f("fk_access_token_book_of_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_access_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_access_token_account_id"), "access_token", ["account_id"])
    op.create_index(op.f("ix_access_token_user_id"), "access_token", ["user_id"])
