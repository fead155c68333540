import { stated, time } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

/** What common upstreams keep an idle connection for: Node 5 s, gunicorn 2 s, Tomcat and Puma 20 s. */
const upstreams_keep_ms = 20_000;

/** Less than Node, the most common of those that close early. */
const cured_ms = 4_000;

export default defineFinding({
  id: "keepalive-race",
  severity: "low",
  summary:
    "Idle connections are kept longer than most upstreams keep them: a request meets a closing one.",
  find: ({ routes }) =>
    routes.flatMap(({ route, group, methods }) => {
      const idle = group.keepalive_idle_ms;
      if (!group.keepalive.value || (idle && idle.value > 0 && idle.value <= upstreams_keep_ms))
        return [];
      if (!methods.includes("POST") || route.settings.retry_non_idempotent.value) return [];
      const kept = idle && idle.value > 0 ? time(idle.value) : "without an end";
      return [
        {
          id: "keepalive-race",
          severity: "low" as const,
          title: `Idle connections to ${group.name} are kept ${kept}, longer than most upstreams do`,
          route: route.id,
          why: "An upstream that closes an idle connection just as a request is sent on it leaves the proxy with an error. A GET is tried again; a POST is not, and the client gets a 502 now and then, with nothing wrong anywhere.",
          cause: idle?.at ?? group.keepalive.at ?? group.at,
          cure: "Keep idle connections a little shorter than the upstream does.",
          change: { kind: "close-idle-connections", route, group, idle_ms: cured_ms },
          proven_by: [],
          evidence: [stated(`${group.keepalive.directive}, idle for ${kept}`)],
        },
      ];
    }),
});
