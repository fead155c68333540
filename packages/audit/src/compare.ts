import type { AuditReport, ReportedOutcome } from "./report.ts";

/** What differs between two audits of one configuration, or of its two versions. */
export interface AuditChange {
  route: string;
  /** `<method> <fault>`; the baseline stands for healthy upstreams. */
  what: string;
  before: string;
  after: string;
}

/** Compares by route and fault. Times are no outcome. Pure. */
export function compareAudits(before: AuditReport, after: AuditReport): AuditChange[] {
  const old = new Map(before.routes.map((route) => [route.id, route]));
  const changes = after.routes.flatMap((route) => {
    const known = old.get(route.id);
    old.delete(route.id);
    if (!known) return [{ route: route.id, what: "route", before: "not there", after: "there" }];
    return changesOf(
      route.id,
      [...known.baseline, ...known.outcomes],
      [...route.baseline, ...route.outcomes],
    );
  });
  const gone = [...old.keys()].map((route) => ({
    route,
    what: "route",
    before: "there",
    after: "not there",
  }));
  return [...changes, ...gone];
}

function changesOf(
  route: string,
  before: readonly ReportedOutcome[],
  after: readonly ReportedOutcome[],
): AuditChange[] {
  const old = new Map(before.map((outcome) => [outcome.what, outcome]));
  return after.flatMap((outcome) => {
    const known = old.get(outcome.what);
    // One that told nothing is no evidence of a change.
    if (!known || !known.told !== !outcome.told) return [];
    const texts = [textOf(known), textOf(outcome)] as const;
    if (texts[0] === texts[1]) return [];
    return [{ route, what: outcome.what, before: texts[0], after: texts[1] }];
  });
}

function textOf({ end, status, tries }: ReportedOutcome): string {
  const result = end === "answered" ? String(status) : `${status ?? ""} ${end}`.trim();
  return tries > 1 ? `${result}, ${tries} tries` : result;
}
