// Queries to begin with. Each is run by a test, so none of them is out of date.
export const EXAMPLES = [
  {
    name: "TechCorp: how healthy, why, and will it renew?",
    query: `query TechCorp($at: DateTime!) {
  accounts(first: 1, filter: { name: { eq: "TechCorp" } }) {
    nodes {
      name
      health(asOf: $at) {
        value
        band
        bandReason
        confidence
        weakestFactor
        weakestLinkPoints
        evidence(first: 5) {
          points
          factor
          summary
          source { __typename id }
          sources { field firstLine quote }
        }
      }
      renewalRisk(asOf: $at) {
        probability
        low
        high
        level
        missing
        contractValueAtRisk { amount currencyCode }
        drivers { key points summary }
      }
    }
  }
}
`,
    variables: { at: "2024-10-25T19:45:00Z" },
  },
  {
    name: "The book, most money at risk first",
    query: `query Book($first: Int!, $after: String) {
  accounts(
    first: $first
    after: $after
    orderBy: [{ field: CONTRACT_VALUE_AT_RISK, direction: DESC }]
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      name
      owner { name }
      noticeDeadline
      health { value band trend }
      renewalRisk {
        probability
        level
        contractValueAtRisk { amount currencyCode }
      }
    }
  }
}
`,
    variables: { first: 10, after: null },
  },
  {
    name: "Notice deadlines in the next 60 days",
    query: `{
  accounts(
    first: 20
    filter: { noticeDeadline: { nextDays: 60 } }
    orderBy: [{ field: NOTICE_DEADLINE }]
  ) {
    totalCount
    nodes { name noticeDeadline renewalDate health { value band } }
  }
}
`,
  },
  {
    name: "Promises that are overdue or cannot be checked",
    query: `{
  overdue: commitments(first: 10, filter: { status: [OVERDUE] }) {
    totalCount
    nodes { account { name } text dueOn owner { name } }
  }
  unclear: commitments(first: 10, filter: { hasGap: [NO_OWNER, NO_DATE, NO_EXIT_TEST] }) {
    totalCount
    nodes { account { name } text gaps }
  }
}
`,
  },
  {
    name: "Open incidents and their clocks",
    query: `{
  incidents(first: 10, filter: { status: [OPEN, MITIGATED] }) {
    totalCount
    nodes {
      account { name }
      title
      severity
      reportedAt
      clocks { metric basis state target elapsed timesTarget dueAt }
    }
  }
}
`,
  },
  {
    name: "The whole portfolio, in money",
    query: `{
  portfolio {
    accounts
    arr { amount currencyCode }
    contractValueAtRisk { amount currencyCode }
    byBand { band accounts contractValueAtRisk { amount currencyCode } }
    byCause { key accounts contractValueAtRisk { amount currencyCode } }
  }
}
`,
  },
];
