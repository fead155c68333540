import { shown } from "../evidence.ts";
import { defineFinding } from "../finding.ts";
import type { Evidence } from "../finding.ts";
import type { Probe } from "../view.ts";

/** Lines of its own that are shown of a proxy that died. */
const words_max = 5;

function withLastWords(probe: Probe): Evidence {
  const evidence = shown(probe);
  const log_lines = [...probe.last_words.slice(-words_max), ...evidence.log_lines];
  return { ...evidence, log_lines: [...new Set(log_lines)] };
}

export default defineFinding({
  id: "proxy-dies",
  severity: "high",
  summary: "What one upstream does ends the proxy itself, and with it all that it serves.",
  find: ({ routes, version_text }) =>
    routes.flatMap((view) => {
      const dead = view.probes.filter(({ died }) => died !== undefined);
      const first = dead[0];
      if (!first) return [];
      return [
        {
          id: "proxy-dies",
          severity: "high" as const,
          title: `The proxy itself dies (${first.died ?? ""}) of what an upstream does`,
          route: view.route.id,
          why: "Every client of every route loses its connection, and whoever rules the upstream can do it again and again.",
          cause: view.route.at,
          cure: `It is a fault of the program (${version_text}): take a release in which it is mended, and let whoever starts the proxy start it again until then.`,
          change: { by_hand: "another release of the proxy is needed" },
          proven_by: [first.trial.id],
          evidence: dead.slice(0, 3).map(withLastWords),
        },
      ];
    }),
});
