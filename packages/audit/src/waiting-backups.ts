import type { Endpoint, SymptomKind } from "@gatecrash/core";
import { shown } from "./evidence.ts";
import type { FoundFinding } from "./finding.ts";
import type { Probe, RouteView } from "./view.ts";

/** True if only backups were well, and the proxy asks none while it does not hold the others for down. */
export function onlyBackupsWait({ group, endpoints }: RouteView, { trial }: Probe): boolean {
  const faulty = trial.audited?.faulty ?? [];
  const well = endpoints.filter(({ id, disabled }) => !disabled && !faulty.includes(id));
  return (group.backups_wait ?? false) && well.length > 0 && well.every(({ backup }) => backup);
}

/** A further connect can go to a backup, a further request cannot: they have causes of their own. */
export function waitingBackups(view: RouteView, unmasked: readonly Probe[]): FoundFinding[] {
  const sent = ({ trial }: Probe) => trial.symptom.kind.endsWith("before-head");
  return [unmasked.filter((probe) => !sent(probe)), unmasked.filter(sent)].flatMap((probes) => {
    const [first] = probes;
    const faulty = first?.trial.audited?.faulty ?? [];
    const server = view.endpoints.find(({ id }) => faulty.includes(id));
    return first && server ? [foundOf(view, server, probes, first.trial.symptom.kind)] : [];
  });
}

function foundOf(
  { route, group }: RouteView,
  server: Endpoint,
  probes: readonly Probe[],
  kind: SymptomKind,
): FoundFinding {
  const { check } = server;
  const sent = kind.endsWith("before-head");
  const until = check
    ? `its checks have found it down (${check.fall.value} failures, ${check.interval_ms.value} ms apart)`
    : "it is known to be down, which without a health check is never";
  const what = sent ? "A request that got no answer" : "A connect that failed";
  return {
    id: "unmasked-failure",
    severity: check ? "low" : "medium",
    title: sent
      ? `A request that a server of ${group.name} drops is lost, though a backup is well`
      : `A server of ${group.name} refuses clients, though a backup is well`,
    route: route.id,
    why: `Only backups are left, and none is asked for this server until ${until}. ${what} is tried again on the same server.`,
    cause: check?.at ?? server.at,
    cure: sent
      ? "Check the server soon and often, or let the backup be one server among the others."
      : "Check the server, and let failed connects of clients mark it down at once.",
    change: sent
      ? { by_hand: "whether the backup may take requests at any time is for its owner to say" }
      : { kind: "let-backups-in", route, group, path: route.request?.path ?? "/" },
    proven_by: probes.map(({ trial }) => trial.id),
    evidence: probes.slice(0, 3).map(shown),
  };
}
