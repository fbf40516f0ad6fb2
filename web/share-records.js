// What is asked of each record, and how it is shown. Only text nodes are made, never markup.
import { day, duration, instant, money, month, repeated, word } from "./share-words.js";

const PAGE = `first: 20, after: $after`;
const MORE = `pageInfo { hasNextPage endCursor }`;
const DATES = 12; // of one promise: a year of months

function element(kind, text, className = "") {
  const made = document.createElement(kind);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// A card: title, state, and lines of [what, said]; those of which nothing is known are left out.
function card(title, state, lines) {
  const made = document.createElement("article");
  const list = document.createElement("dl");
  for (const [what, said] of lines) {
    if (said) list.append(element("dt", what), element("dd", said));
  }
  made.append(element("h3", title), element("p", state, "state"), list);
  made.tabIndex = -1;
  return made;
}

const at = (text) => text && instant(text);
const on = (text) => text && day(text);

function clock(one) {
  const { metric, basis, state } = one;
  const took = `${one.stoppedAt ? "took" : "so far"} ${duration(one.elapsed)}`;
  const said = [
    word("ClockState", state),
    `target ${duration(one.target)} ${word("ClockBasis", basis)}`,
    one.dueAt && `due ${instant(one.dueAt)}`,
    one.startedAt && took,
    duration(one.pausedFor) !== "no time" && `paused for ${duration(one.pausedFor)}`,
  ];
  return [word("ClockMetric", metric), said.filter(Boolean).join("; ")];
}

function incident(one) {
  const state = `${word("IncidentStatus", one.status)} · ${word("Severity", one.severity)}`;
  return card(one.title, state, [
    ["Reported", at(one.reportedAt)],
    ["First response", at(one.respondedAt)],
    ["Under control", at(one.mitigatedAt)],
    ["Solved", at(one.resolvedAt)],
    ...one.clocks.map(clock),
  ]);
}

function credit(one) {
  const share = one.percent && `${Number(one.percent)} % ${word("CreditBase", one.base)}`;
  const period = one.period && `${one.periodRole ? word("PeriodRole", one.periodRole) : "for"} ${month(one.period)}`;
  return [
    ["Amount", one.amount ? money(one.amount) : "not worked out yet"],
    ["That is", [share, period].filter(Boolean).join(", ")],
    ["Credit is", word("CreditState", one.state)],
    ["Issued", at(one.issuedAt)],
    ["Applied", at(one.appliedAt)],
    ["Invoice", one.invoice],
  ];
}

function commitment(one) {
  const { nodes, pageInfo } = one.occurrences;
  const dates = nodes.map((due) => `${day(due.dueOn)}: ${word("CommitmentStatus", due.status)}`);
  if (pageInfo.hasNextPage) dates.push("and more");
  const state = `${word("CommitmentStatus", one.status)} · ${word("CommitmentKind", one.kind)}`;
  return card(one.text, state, [
    ["Promised", on(one.promisedOn)],
    ["Due", on(one.dueOn)],
    ["Until", one.condition],
    ["Repeats", one.recurrence && repeated(one.recurrence)],
    ["Kept", at(one.keptAt)],
    ["Dates", dates.join("; ")],
    ...(one.credit ? credit(one.credit) : []),
  ]);
}

function review(one) {
  return card(one.title, word("ReviewStatus", one.status), [
    ["Begins", at(one.startsAt) ?? on(one.localDate)],
    ["Ends", at(one.endsAt)],
  ]);
}

export const PARTS = {
  incidents: {
    more: "Show more incidents",
    none: "There are no incidents on record.",
    shown: incident,
    asked: `incidents(${PAGE}) { ${MORE} nodes {
      id title severity status reportedAt respondedAt mitigatedAt resolvedAt
      clocks { metric basis state target startedAt dueAt stoppedAt elapsed pausedFor }
    } }`,
  },
  commitments: {
    more: "Show more promises",
    none: "There are no promises on record.",
    shown: commitment,
    asked: `commitments(${PAGE}) { ${MORE} nodes {
      id text kind status promisedOn dueOn keptAt condition recurrence
      occurrences(first: ${DATES}) { nodes { dueOn status } pageInfo { hasNextPage } }
      credit {
        percent base period periodRole amount { amount currencyCode }
        state issuedAt appliedAt invoice
      }
    } }`,
  },
  reviews: {
    more: "Show more review meetings",
    none: "There are no review meetings on record.",
    shown: review,
    asked: `reviews(${PAGE}) { ${MORE} nodes { id title status startsAt endsAt localDate } }`,
  },
};

export function nothing(text) {
  return element("p", text, "none");
}
