"""Notes of other people: other headings, layouts, currencies, date styles."""

TABLES_AND_EUROS = """\
# Northwind outage call

| Field | Value |
| --- | --- |
| Client | Northwind GmbH (mid-market, 240 000 EUR per year) |
| Date | 2024-03-12 |
| Time | 09:00-10:15 (Europe/Berlin) |
| Present | Ines Roth (Support Engineer, Acme), Jan Bloch (Head of IT, Northwind GmbH) |
| Incident | SEV2: imports failed for 1.200 users |
| Duration | 6 hours |
| SLA | first response within 30 minutes, 8-hour resolution from report, 24x7, not breached |
| Renewal | 2025-01-31, 90 days notice, renews automatically |

## Sequence of events

| When | What |
| --- | --- |
| 2024-03-11 07:30 | Northwind opened a ticket |
| 2024-03-11 07:50 | We acknowledged it |
| 2024-03-11 09:00 | Major incident declared |
| 2024-03-11 11:00 | Service partially restored |
| 2024-03-11 13:30 | Incident resolved |

## Follow-ups

| Owner | Task | Due | Status |
| --- | --- | --- | --- |
| Ines Roth | Send the report to Northwind GmbH | 2024-03-15 | open |
| Ines | Check the import logs | 14 March 2024 | done |

## Pledges

- Credit of €2.500 on the April invoice
- Weekly status calls for four weeks
"""

REVIEW_WITHOUT_INCIDENT = """\
Quarterly business review
=========================

Date: 25/10/2024
Customer: Bluepeak, strategic
Attendees: Sam Lee, Account Manager; Sam Ortiz, Support Lead; Kay Moss, Director at Bluepeak
Summary: no incidents this quarter

## Commitments to the customer
- We will not extend the discount
- ~~Free training for the whole team~~
- Considering a second environment
- Legal declined the price freeze
- Onsite workshop was withdrawn
- No refund for September
- Deliver the sandbox by 15 November

## Internal commitments
- none

## Action items
- Sam: prepare the deck by next Wednesday
- Sam Ortiz to review the tickets in two weeks
- Robin: call the partner
- [x] Update the wiki (owner: Sam Lee)
"""

BARE_LABELS = """\
---
Customer: Delta Foods
Date: Tuesday, 7 May 2024
---

**Attendees**

- Mia Berg, Success Manager
- Customer: Ole Dahl, CTO

**Timeline:**

- 6 May, 22:10 - Customer called about errors
- 23:40: Workaround deployed
- not a time at all

Next steps:

- @Mia: check again tomorrow
"""

UNKNOWN_LANGUAGE = """\
# Besprechung

**Kunde:** Sonnenhof
- Anna ruft morgen an
"""
