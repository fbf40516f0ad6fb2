// The contract's words, dates and amounts as a customer reads them.
export const WORDS = {
  ClockMetric: { FIRST_RESPONSE: "First response", RESOLUTION: "Solution" },
  ClockBasis: {
    REPORTED: "from the report", DECLARED: "from its declaration", ESCALATED: "from its escalation",
  },
  ClockState: {
    RUNNING: "running, in time", PAUSED: "paused", MET: "met", BREACHED: "missed",
    CANCELLED: "called off", UNKNOWN: "not known, as its start was not recorded",
  },
  CommitmentKind: {
    ONE_OFF: "Once", RECURRING: "Again and again", UNTIL_CONDITION: "Until something is so",
    STANDING: "Standing", CREDIT: "Service credit",
  },
  CommitmentStatus: {
    OPEN: "Open", KEPT: "Kept", KEPT_LATE: "Kept, but late", OVERDUE: "Overdue",
    BROKEN: "Not kept", WAIVED: "Waived", WITHDRAWN: "Withdrawn",
  },
  CreditBase: { MONTHLY_FEE: "of the monthly fee", ANNUAL_VALUE: "of the annual value", FIXED: "" },
  CreditState: {
    PROMISED: "promised, not yet approved", APPROVED: "approved, not yet issued",
    ISSUED: "issued, not yet on an invoice", APPLIED: "applied to an invoice", LAPSED: "lapsed",
  },
  IncidentStatus: {
    OPEN: "Open", MITIGATED: "Under control, not yet solved", RESOLVED: "Solved", CLOSED: "Closed",
  },
  PeriodRole: { SERVICE: "for the service of", INVOICE: "on the invoice of" },
  ReviewStatus: {
    PROPOSED: "Proposed, no date yet", SCHEDULED: "Planned",
    AWAITING_OUTCOME: "Over, its outcome is not recorded yet", HELD: "Held",
    NO_SHOW: "Not held, somebody did not come", MISSED: "Not held", CANCELLED: "Called off",
  },
  Severity: {
    SEV1: "severity 1, the highest", SEV2: "severity 2", SEV3: "severity 3",
    SEV4: "severity 4, the lowest",
  },
};
const LOCALE = navigator.languages.find((one) => one.startsWith("en")) ?? "en-GB";
const DAY = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
const dates = new Intl.DateTimeFormat(LOCALE, { ...DAY, timeZone: "UTC" });
const months = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric", timeZone: "UTC" });
const instants = new Intl.DateTimeFormat(LOCALE, {
  ...DAY, hour: "numeric", minute: "2-digit", timeZoneName: "short",
});
const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/;
const UNITS = ["year", "month", "week", "day", "hour", "minute", "second"];
const [DAYS, HOURS] = [3, 4];
const EVERY = { HOURLY: "hour", DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" };

export function word(kind, value) {
  return WORDS[kind][value] ?? value.toLowerCase().replaceAll("_", " ");
}

export function instant(text) {
  return instants.format(new Date(text));
}

export function day(text) {
  return dates.format(new Date(`${text}T00:00:00Z`));
}

export function month(text) {
  return months.format(new Date(`${text}-01T00:00:00Z`));
}

function counted(number, unit) {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

// The two largest units: "2 days 7 hours", for nobody counts the seconds of days. A target of 48
// hours stays one; long after it nobody counts hours either.
export function duration(text) {
  const parts = (DURATION.exec(text) ?? []).slice(1).map((n) => Number(n ?? 0));
  if (parts[HOURS] >= 72) {
    parts[DAYS] += Math.floor(parts[HOURS] / 24);
    parts[HOURS] %= 24;
  }
  const said = parts.flatMap((n, place) => (n ? [counted(n, UNITS[place])] : []));
  return said.slice(0, 2).join(" ") || "no time";
}

export function money({ amount, currencyCode }) {
  return new Intl.NumberFormat(LOCALE, { style: "currency", currency: currencyCode }).format(amount);
}

export function repeated(rule) {
  const said = Object.fromEntries(rule.replace(/^RRULE:/, "").split(";").map((p) => p.split("=")));
  const unit = EVERY[said.FREQ];
  if (!unit) return "on a schedule";
  const many = Number(said.INTERVAL ?? 1);
  return many === 1 ? `every ${unit}` : `every ${many} ${unit}s`;
}
