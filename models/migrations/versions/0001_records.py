"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    op.create_table(
        "reference_rate",
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("usd_per_unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("cents_numerator", sa.BigInteger(), nullable=False),
        sa.Column("cents_denominator", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("currency_code", "as_of", name=op.f("pk_reference_rate")),
        sqlite_strict=True,
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
        sqlite_strict=True,
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_user_email"), "user", ["email"], unique=True)
    op.create_table(
        "working_calendar",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_working_calendar")),
        sqlite_strict=True,
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("csm_id", sa.Text(), nullable=True),
        sa.Column("sponsor_id", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.Text(), nullable=True),
        sa.Column("tracked_from", sa.Text(), nullable=False),
        sa.Column("incidents_observed_from", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["csm_id"], ["user.id"], name=op.f("fk_account_csm_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["account.id"], name=op.f("fk_account_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_account_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_account_name"), "account", ["name"], unique=False)
    op.create_index(op.f("ix_account_owner_id"), "account", ["owner_id"], unique=False)
    op.create_table(
        "account_alias",
        sa.Column("alias_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_alias_account_id")
        ),
        sa.PrimaryKeyConstraint("alias_id", name=op.f("pk_account_alias")),
        sqlite_strict=True,
    )
    op.create_table(
        "account_ref",
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_ref_account_id")
        ),
        sa.PrimaryKeyConstraint("system", "key", name=op.f("pk_account_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_account_ref_account_id"), "account_ref", ["account_id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=True),
        sa.Column("record_id", sa.Text(), nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_activity_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_activity")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_activity_account_id_at"), "activity", ["account_id", "at"], unique=False
    )
    op.create_index(
        op.f("ix_activity_account_id_record_id"),
        "activity",
        ["account_id", "record_id"],
        unique=False,
    )
    op.create_index(op.f("ix_activity_at"), "activity", ["at"], unique=False)
    op.create_table(
        "contact",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("influence", sa.Text(), nullable=True),
        sa.Column("champion", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_contact")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contract",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("annual_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency_code", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("renews_on", sa.Text(), nullable=True),
        sa.Column("notice_period", sa.Text(), nullable=True),
        sa.Column("notice_deadline", sa.Text(), nullable=True),
        sa.Column("notice_given_on", sa.Text(), nullable=True),
        sa.Column("auto_renews", sa.Boolean(), nullable=True),
        sa.Column("first_renewal", sa.Boolean(), nullable=True),
        sa.Column("penalty_terms", sa.Text(), nullable=True),
        sa.Column("sla_terms", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_on", sa.Text(), nullable=True),
        sa.Column("outcome_recorded_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_contract_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_contract")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_contract_notice_deadline"), "contract", ["notice_deadline"], unique=False
    )
    op.create_index(op.f("ix_contract_renews_on"), "contract", ["renews_on"], unique=False)
    op.create_table(
        "fact",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("known_from", sa.Text(), nullable=False),
        sa.Column("known_until", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_fact_account_id")),
        sa.PrimaryKeyConstraint("account_id", "source_id", "version", name=op.f("pk_fact")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "health_override",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("cleared_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_health_override_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_health_override_author_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_health_override")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meeting",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Text(), nullable=True),
        sa.Column("planned_end_at", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("attendance", sa.Text(), nullable=False),
        sa.Column("incident_ids", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_meeting_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_meeting")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_meeting_account_id_held_on"), "meeting", ["account_id", "held_on"], unique=False
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("importer_version", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.Text(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("targets", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_note_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_note_sha256"), "note", ["sha256"], unique=False)
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
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_score_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_score")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_score_at_risk_usd"), "score", ["at_risk_usd"], unique=False)
    op.create_index(op.f("ix_score_next_change_at"), "score", ["next_change_at"], unique=False)
    op.create_index(op.f("ix_score_probability"), "score", ["probability"], unique=False)
    op.create_index(op.f("ix_score_value"), "score", ["value"], unique=False)
    op.create_table(
        "score_daily",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("raw_band", sa.Text(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_score_daily_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_score_daily")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signal",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("observed_at", sa.Text(), nullable=False),
        sa.Column("cleared_at", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signal_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_signal")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=True),
        sa.Column("said_at", sa.Text(), nullable=True),
        sa.Column("suggested_polarity", sa.Float(), nullable=True),
        sa.Column("polarity", sa.Float(), nullable=True),
        sa.Column("confirmed_by_id", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "speaker_id"],
            ["contact.account_id", "contact.id"],
            name=op.f("fk_feedback_account_id_speaker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_feedback_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_feedback_confirmed_by_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_feedback")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_severity", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("severity_text", sa.Text(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("users_affected", sa.BigInteger(), nullable=True),
        sa.Column("stated_duration", sa.BigInteger(), nullable=True),
        sa.Column("sla_terms", sa.Text(), nullable=False),
        sa.Column("cause_key", sa.Text(), nullable=True),
        sa.Column("cause_summary", sa.Text(), nullable=True),
        sa.Column("cause_category", sa.Text(), nullable=True),
        sa.Column("cause_factors", sa.Text(), nullable=False),
        sa.Column("cause_confirmed", sa.Boolean(), nullable=False),
        sa.Column("same_as", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.Text(), nullable=True),
        sa.Column("responded_at", sa.Text(), nullable=True),
        sa.Column("declared_at", sa.Text(), nullable=True),
        sa.Column("escalated_at", sa.Text(), nullable=True),
        sa.Column("root_cause_found_at", sa.Text(), nullable=True),
        sa.Column("recovery_started_at", sa.Text(), nullable=True),
        sa.Column("mitigated_at", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.Column("clock_due_at", sa.Text(), nullable=True),
        sa.Column("clock_stopped_at", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "contract_id"],
            ["contract.account_id", "contract.id"],
            name=op.f("fk_incident_account_id_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_incident_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_incident")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_incident_account_id_reported_at"),
        "incident",
        ["account_id", "reported_at"],
        unique=False,
    )
    op.create_index(op.f("ix_incident_reported_at"), "incident", ["reported_at"], unique=False)
    op.create_table(
        "source_span",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("first_line", sa.BigInteger(), nullable=False),
        sa.Column("last_line", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("assumption", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_source_span_account_id")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_source_span_note_id")),
        sa.PrimaryKeyConstraint(
            "account_id", "record_id", "note_id", "place", name=op.f("pk_source_span")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "action_item",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("due_basis", sa.Text(), nullable=True),
        sa.Column("due_candidates", sa.Text(), nullable=False),
        sa.Column("event_on", sa.Text(), nullable=True),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("horizon", sa.Text(), nullable=True),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.Column("stated_at", sa.Text(), nullable=True),
        sa.Column("incident_id", sa.Text(), nullable=True),
        sa.Column("source_type", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("same_as", sa.Text(), nullable=False),
        sa.Column("depends_on", sa.Text(), nullable=False),
        sa.Column("overdue_after", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "incident_id"],
            ["incident.account_id", "incident.id"],
            name=op.f("fk_action_item_account_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_action_item_account_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_action_item_owner_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_action_item")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_action_item_account_id_incident_id"),
        "action_item",
        ["account_id", "incident_id"],
        unique=False,
    )
    op.create_index(op.f("ix_action_item_due_on"), "action_item", ["due_on"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("promised_on", sa.Text(), nullable=True),
        sa.Column("promised_to", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("counts_from", sa.Text(), nullable=True),
        sa.Column("due_basis", sa.Text(), nullable=True),
        sa.Column("horizon", sa.Text(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("condition_met_at", sa.Text(), nullable=True),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("kept_at", sa.Text(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("waived_by_id", sa.Text(), nullable=True),
        sa.Column("incident_id", sa.Text(), nullable=True),
        sa.Column("source_type", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("same_as", sa.Text(), nullable=False),
        sa.Column("credit_percent", sa.Text(), nullable=True),
        sa.Column("credit_base", sa.Text(), nullable=True),
        sa.Column("credit_period", sa.Text(), nullable=True),
        sa.Column("credit_period_role", sa.Text(), nullable=True),
        sa.Column("credit_minor", sa.BigInteger(), nullable=True),
        sa.Column("credit_currency", sa.Text(), nullable=True),
        sa.Column("credit_formula", sa.Text(), nullable=True),
        sa.Column("credit_invoice", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.Text(), nullable=True),
        sa.Column("applied_at", sa.Text(), nullable=True),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("settled_status", sa.Text(), nullable=True),
        sa.Column("overdue_after", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "incident_id"],
            ["incident.account_id", "incident.id"],
            name=op.f("fk_commitment_account_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "waived_by_id"],
            ["contact.account_id", "contact.id"],
            name=op.f("fk_commitment_account_id_waived_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_commitment_account_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_commitment_owner_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_commitment")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_commitment_account_id_incident_id"),
        "commitment",
        ["account_id", "incident_id"],
        unique=False,
    )
    op.create_index(op.f("ix_commitment_due_on"), "commitment", ["due_on"], unique=False)
    op.create_table(
        "concern",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by_id", sa.Text(), nullable=True),
        sa.Column("stated_loss_minor", sa.BigInteger(), nullable=True),
        sa.Column("stated_loss_currency", sa.Text(), nullable=True),
        sa.Column("raised_at", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.Column("incident_id", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "incident_id"],
            ["incident.account_id", "incident.id"],
            name=op.f("fk_concern_account_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "raised_by_id"],
            ["contact.account_id", "contact.id"],
            name=op.f("fk_concern_account_id_raised_by_id"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_concern_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_concern")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident_event",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("known_at", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("retracted_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "incident_id"],
            ["incident.account_id", "incident.id"],
            name=op.f("fk_incident_event_account_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_incident_event_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_incident_event")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_incident_event_account_id_incident_id_at"),
        "incident_event",
        ["account_id", "incident_id", "at"],
        unique=False,
    )
    op.create_table(
        "occurrence",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("commitment_id", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=True),
        sa.Column("broken_at", sa.Text(), nullable=True),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("fulfilled_by_type", sa.Text(), nullable=True),
        sa.Column("fulfilled_by_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "commitment_id"],
            ["commitment.account_id", "commitment.id"],
            name=op.f("fk_occurrence_account_id_commitment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_occurrence_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_occurrence")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_occurrence_account_id_commitment_id_slot"),
        "occurrence",
        ["account_id", "commitment_id", "slot"],
        unique=True,
    )
    op.create_table(
        "review_series",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=True),
        sa.Column("commitment_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("start_time", sa.Text(), nullable=True),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("month_end", sa.Text(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "commitment_id"],
            ["commitment.account_id", "commitment.id"],
            name=op.f("fk_review_series_account_id_commitment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_series_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_review_series")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_review_series_account_id_external_key"),
        "review_series",
        ["account_id", "external_key"],
        unique=True,
    )
    op.create_table(
        "review",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=True),
        sa.Column("commitment_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.Text(), nullable=True),
        sa.Column("ends_at", sa.Text(), nullable=True),
        sa.Column("local_date", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("original_date", sa.Text(), nullable=True),
        sa.Column("shifted_because", sa.Text(), nullable=True),
        sa.Column("moved_by_hand", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("attendance", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_at", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.Text(), nullable=True),
        sa.Column("cancelled_by_customer", sa.Boolean(), nullable=False),
        sa.Column("cancelled_because", sa.Text(), nullable=True),
        sa.Column("missed_after", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "series_id"],
            ["review_series.account_id", "review_series.id"],
            name=op.f("fk_review_account_id_series_id"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_review")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_review_account_id_series_id_slot"),
        "review",
        ["account_id", "series_id", "slot"],
        unique=True,
    )
    op.create_index(op.f("ix_review_local_date"), "review", ["local_date"], unique=False)
