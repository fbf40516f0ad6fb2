"""Scores in parts; keys of requests and names in other systems, for writing through the API.

Scores follow from facts: the old ones are dropped, and every account is judged again at the start.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("score")
    op.create_table(
        "score",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("band_reason", sa.Text(), nullable=False),
        sa.Column("trend", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("computed_at", sa.Text(), nullable=False),
        sa.Column("next_change_at", sa.Text(), nullable=False),
        sa.Column("judged_until", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=True),
        sa.Column("renewal_date", sa.Text(), nullable=True),
        sa.Column("notice_deadline", sa.Text(), nullable=True),
        sa.Column("annual_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency_code", sa.Text(), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("risk_level", sa.Text(), nullable=True),
        sa.Column("at_risk_minor", sa.BigInteger(), nullable=True),
        sa.Column("at_risk_usd", sa.BigInteger(), nullable=True),
        sa.Column("top_driver", sa.Text(), nullable=True),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_score_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_score")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_score_at_risk_usd"), "score", ["at_risk_usd"], unique=False)
    op.create_index(op.f("ix_score_next_change_at"), "score", ["next_change_at"], unique=False)
    op.create_index(op.f("ix_score_probability"), "score", ["probability"], unique=False)
    op.create_index(op.f("ix_score_value"), "score", ["value"], unique=False)
    op.create_table(
        "score_detail",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("other_risks", sa.Text(), nullable=False),
        sa.Column("unscored", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_score_detail_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_score_detail")),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("record_id", sa.Text(), nullable=True),
        sa.Column("rows", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_idempotency")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_idempotency_first_seen_at"), "idempotency", ["first_seen_at"])
    op.create_table(
        "record_ref",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_record_ref_account_id")
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "record_type", "system", "key", name=op.f("pk_record_ref")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_record_ref_account_id_record_id"), "record_ref", ["account_id", "record_id"]
    )
    op.add_column(
        "review_series",
        sa.Column("attendance", sa.Text(), nullable=False, server_default="[]"),
    )
    op.add_column("review_series", sa.Column("cancelled_from", sa.Text(), nullable=True))
    op.add_column(
        "review",
        sa.Column("cancelled_with_series", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(op.f("ix_review_starts_at_ends_at"), "review", ["starts_at", "ends_at"])
    op.add_column("contract", sa.Column("notice_given_by_id", sa.Text(), nullable=True))
    op.create_table(
        "feed_token",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_feed_token_account_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_feed_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_feed_token_token_hash"), "feed_token", ["token_hash"], unique=True)
    op.create_index(op.f("ix_feed_token_account_id"), "feed_token", ["account_id"])
    op.create_index(op.f("ix_feed_token_user_id"), "feed_token", ["user_id"])
    for name in ("agreed_with_id", "fulfilled_by_type", "fulfilled_by_id"):
        op.add_column("commitment", sa.Column(name, sa.Text(), nullable=True))
