"""Small books are found by their people: an account by who cares for it, as by who owns it."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_account_csm_id"), "account", ["csm_id"])
