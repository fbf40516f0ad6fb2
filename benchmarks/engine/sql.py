"""The statements behind the answers written by hand."""

CONTRACT = (
    "account_id, id, name, annual_value_minor, currency_code, starts_on, renews_on,"
    " notice_deadline, auto_renews"
)
INCIDENT = (
    "o.account_id, o.id, o.title, o.severity, o.status, o.reported_at, o.resolved_at,"
    " o.users_affected"
)

ACCOUNT = """
SELECT a.name, a.segment, a.time_zone, a.currency_code, u.id, u.name, u.title, s.value, s.band,
  s.trend, s.confidence, s.computed_at, s.risk_level, s.at_risk_minor, s.currency_code,
  s.health, s.risk
FROM account a LEFT JOIN user u ON u.id = a.owner_id JOIN score s ON s.account_id = a.id
WHERE a.id = ?
"""
CONTRACTS = f"""
SELECT {CONTRACT} FROM contract WHERE account_id = ? ORDER BY renews_on NULLS LAST, id LIMIT 10
"""  # noqa: S608 - our own columns
INCIDENTS = f"""
SELECT {INCIDENT} FROM incident o WHERE account_id = ? ORDER BY reported_at DESC, id DESC LIMIT 5
"""  # noqa: S608 - our own columns
COMMITMENTS = """
SELECT * FROM (
  SELECT c.account_id, c.id, c.text, coalesce(c.settled_status,
    CASE WHEN c.overdue_after < :now THEN 'OVERDUE' ELSE 'OPEN' END) AS status, c.due_on, u.name
  FROM commitment c LEFT JOIN user u ON u.id = c.owner_id
  WHERE c.account_id = :account AND (c.settled_status IS NULL
    OR c.settled_status IN ('OPEN', 'OVERDUE'))
) ORDER BY due_on NULLS LAST, id LIMIT 10
"""
NEXT_REVIEW = """
SELECT id, title, starts_at, time_zone FROM review
WHERE account_id = :account AND cancelled_at IS NULL AND outcome IS NULL
  AND coalesce(ends_at, starts_at) > :now
ORDER BY starts_at, id LIMIT 1
"""
PORTFOLIO = """
SELECT a.id, a.name, a.segment, u.name, s.value, s.band, s.trend, s.confidence, s.probability,
  s.risk_level, s.at_risk_minor, s.currency_code, s.health
FROM score s JOIN account a ON a.id = s.account_id LEFT JOIN user u ON u.id = a.owner_id
WHERE a.merged_into_id IS NULL ORDER BY s.probability DESC, a.id DESC LIMIT ?
"""
EXPORT = """
SELECT id, name, segment, currency_code FROM account
WHERE (name, id) > (?, ?) AND merged_into_id IS NULL ORDER BY name, id LIMIT ?
"""
CONTRACTS_OF_MANY = f"""
SELECT {CONTRACT} FROM contract WHERE account_id IN (SELECT value FROM json_each(?))
ORDER BY account_id, renews_on NULLS LAST, id
"""  # noqa: S608 - our own columns
INCIDENTS_OF_MANY = f"""
SELECT {INCIDENT} FROM json_each(?) AS parent JOIN incident o ON o.account_id = parent.value
  AND o.id IN (SELECT i.id FROM incident i WHERE i.account_id = parent.value
    ORDER BY i.reported_at DESC, i.id DESC LIMIT 5)
ORDER BY parent.key, o.reported_at DESC, o.id DESC
"""  # noqa: S608 - our own columns
NAME = "SELECT name FROM account WHERE id = ?"
