import { stated } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "resolver-missing",
  severity: "high",
  summary: "Names are to be looked up while requests are served, and there is no resolver.",
  find: ({ configuration }) => {
    if (configuration.needs.resolvers.length > 0) return [];
    const asked = configuration.groups
      .flatMap(({ endpoints }) => endpoints)
      .find(({ resolved }) => resolved === "request");
    if (!asked) return [];
    return [
      {
        id: "resolver-missing",
        severity: "high" as const,
        title: "A name is looked up for each request, and no resolver is configured",
        why: "Each of these requests ends with 502: no resolver defined to resolve the name.",
        cause: asked.at,
        cure: "Add `resolver` with the address of a DNS server.",
        change: { by_hand: "which DNS server is to be asked is not told by the configuration" },
        proven_by: [],
        evidence: [stated("no resolver")],
      },
    ];
  },
});
