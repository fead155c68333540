import { stated } from "../evidence.ts";
import { defineFinding } from "../finding.ts";

export default defineFinding({
  id: "start-needs-name",
  severity: "medium",
  summary:
    "The proxy does not start, for all its routes, while one upstream's name cannot be found.",
  find: ({ configuration }) => {
    const needed = configuration.groups
      .flatMap(({ endpoints }) => endpoints)
      .filter(
        ({ resolved, start_without_address }) => resolved === "start" && !start_without_address,
      );
    const names = new Map(
      needed.flatMap(({ address, at }) =>
        address.kind === "tcp" && address.host !== "localhost" ? [[address.host, at] as const] : [],
      ),
    );
    const [first] = names;
    if (!first) return [];
    const [name, at] = first;
    return [
      {
        id: "start-needs-name",
        severity: "medium" as const,
        title: `Without an address of ${[...names.keys()].slice(0, 3).join(", ")} the proxy does not start`,
        why: "A DNS server that is down, or one name that was taken away, keeps every site of this proxy from starting: after a reboot, or at the next deployment.",
        cause: at,
        cure: "Let it start without: nginx with a variable and a resolver, HAProxy with `init-addr last,libc,none`.",
        change: { kind: "start-without-names" },
        proven_by: [],
        evidence: [stated(`${name} is looked up at the start`)],
      },
    ];
  },
});
