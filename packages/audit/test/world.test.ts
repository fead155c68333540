import t from "tap";
import type {
  AuditRoute,
  Configuration,
  Endpoint,
  Front,
  Group,
  Needs,
  SocketAddress,
} from "@gatecrash/core";
import { planWorld, serverOf } from "../src/world.ts";

const tcp = (host: string, port: number): SocketAddress => ({ kind: "tcp", host, port });

function endpoint(id: string, address: SocketAddress, more: Partial<Endpoint> = {}): Endpoint {
  return { id, address, protocol: "http", ...more } as Partial<Endpoint> as Endpoint;
}

function group(id: string, ...endpoints: Endpoint[]): Group {
  return { id, endpoints } as Partial<Group> as Group;
}

function front(id: string, address: SocketAddress, tls = false): Front {
  return { id, address, tls } as Partial<Front> as Front;
}

interface Parts extends Omit<Partial<Configuration>, "needs" | "routes"> {
  needs?: Partial<Needs>;
  routes?: Partial<AuditRoute>[];
  /** Names that are looked up. */
  names?: string[];
}

function configuration({ needs, names = [], routes = [], ...parts }: Parts): Configuration {
  const nothing = { files: [], users: [], groups: [], others: [], bind_addresses: [] };
  return {
    ...{ fronts: [], groups: [], routes },
    needs: { ...nothing, resolvers: [], names: names.map((name) => ({ name })), ...needs },
    ...parts,
  } as Partial<Configuration> as Configuration;
}

const plan = (parts: Parts) => planWorld(configuration(parts));

const dns = { address: "198.18.255.53", port: 53 };

t.test("every address is claimed, and every name has one of its own", (t) => {
  const { spec, lane, hosts } = plan({
    groups: [
      group("a", endpoint("a/1", tcp("10.0.3.7", 8080)), endpoint("a/2", tcp("api.test", 81))),
      group("b", endpoint("b/1", tcp("[fd00::7]", 80)), endpoint("b/2", tcp("127.0.0.1", 9000))),
    ],
    names: ["api.test", "Other.test"],
  });
  t.match(spec.servers, [
    { endpoint: "a/1", address: { address: "10.0.3.7", port: 8080 }, tls: false },
    { endpoint: "a/2", address: { address: "198.18.0.1", port: 81 } },
    { endpoint: "b/1", address: { address: "fd00::7", port: 80 } },
    { endpoint: "b/2", address: { address: "127.0.0.1", port: 9000 } },
  ]);
  t.same(spec.names, { "api.test": ["198.18.0.1"], "other.test": ["198.18.0.2"] });
  t.same(hosts, [
    { address: "198.18.0.1", name: "api.test" },
    { address: "198.18.0.2", name: "other.test" },
  ]);
  t.same(lane.addresses, ["10.0.3.7", "198.18.0.1", "198.18.0.2", "198.18.255.53", "fd00::7"]);
  t.same(lane.redirects, []);
  t.end();
});

t.test("a server whose port a front takes on all addresses listens elsewhere", (t) => {
  const { spec, lane } = plan({
    fronts: [front("f", tcp("0.0.0.0", 80)), front("g", tcp("10.0.0.1", 81))],
    groups: [
      group("a", endpoint("a/1", tcp("10.0.3.7", 80)), endpoint("a/2", tcp("10.0.3.7", 81))),
    ],
  });
  t.match(spec.servers[0]?.listen, { address: "10.0.3.7", port: 20_000 });
  t.equal(spec.servers[1]?.listen, undefined, "that front takes one address alone");
  t.same(lane.redirects, [{ address: "10.0.3.7", port: 80, to_port: 20_000 }]);
  t.end();
});

t.test("a DNS server whose port a socket takes on all addresses listens elsewhere", (t) => {
  const at = { file: "haproxy.cfg", line: 1, text: "" };
  const needs = {
    resolvers: [
      { address: "10.96.0.10", port: 53, at },
      { address: "10.96.0.11", port: 5353, at },
    ],
  };
  const free = plan({ needs });
  t.same(free.spec.dns, [
    { address: { address: "10.96.0.10", port: 53 } },
    { address: { address: "10.96.0.11", port: 5353 } },
    { address: dns },
  ]);
  t.same(free.lane.redirects, []);
  const taken = plan({ needs, datagram_ports: [53] });
  t.same(
    taken.spec.dns.map(({ listen }) => listen),
    [{ address: "10.96.0.10", port: 30_000 }, undefined, { ...dns, port: 30_002 }],
  );
  t.same(taken.lane.redirects, [
    { address: "10.96.0.10", port: 53, to_port: 30_000 },
    { ...dns, to_port: 30_002 },
  ]);
  t.ok(taken.lane.addresses.includes("10.96.0.10"), "it is claimed all the same");
  t.end();
});

t.test("a service is where its name is, at a port that the configuration does not say", (t) => {
  const service = endpoint("a/1", tcp("_http._tcp.Api.test", 0));
  const groups = [group("a", service), group("b", endpoint("b/1", tcp("api.test", 8_080)))];
  const { spec, hosts } = plan({ groups, names: ["_http._tcp.Api.test", "api.test"] });
  t.match(spec.servers, [{ endpoint: "a/1", address: { address: "198.18.0.1", port: 8_080 } }]);
  t.equal(spec.servers.length, 1, "both lead there");
  t.equal(serverOf(groups[1]!.endpoints[0]!, groups), "a/1");
  t.same(spec.names, { "api.test": ["198.18.0.1"] });
  t.same(hosts, [{ address: "198.18.0.1", name: "api.test" }]);
  const own = plan({ groups: [group("a", endpoint("a/1", tcp("_http._tcp.api.test", 81)))] });
  t.equal(own.spec.servers[0]?.address.port, 81, "unless it says one");
  const other = plan({ groups: [group("a", endpoint("a/1", tcp("_http.api.test", 0)))] });
  t.match(other.spec.servers, [{ address: { port: 0 } }], "that is no service");
  t.end();
});

t.test("names that are looked up when the proxy runs are waited for, each once", (t) => {
  const late = { found_late: true };
  const groups = [
    group("a", { ...endpoint("a/1", tcp("_http._tcp.Api.test", 0)), ...late }),
    group("b", { ...endpoint("b/1", tcp("api.test", 8_080)), ...late }),
    group("c", endpoint("c/1", tcp("other.test", 80))),
    group("d", { ...endpoint("d/1", tcp("off.test", 80)), ...late, disabled: true }),
  ];
  t.same(plan({ groups }).spec.found_late, ["api.test"]);
  t.end();
});

t.test("endpoints at one address are one server, the first of them", (t) => {
  const groups = [
    group("a", endpoint("a/1", tcp("api.test", 80))),
    group("b", endpoint("b/1", tcp("API.test", 80)), endpoint("b/2", tcp("api.test", 81))),
  ];
  t.same(
    plan({ groups }).spec.servers.map(({ endpoint }) => endpoint),
    ["a/1", "b/2"],
  );
  t.equal(serverOf(groups[1]!.endpoints[0]!, groups), "a/1");
  t.equal(serverOf(groups[1]!.endpoints[1]!, groups), "b/2");
  t.end();
});

t.test("a server is told of the client where any way to its address does so", (t) => {
  const groups = [
    group("a", endpoint("a/1", tcp("10.0.3.7", 80)), endpoint("a/2", tcp("10.0.3.8", 80))),
    group("b", endpoint("b/1", tcp("10.0.3.7", 80), { proxied: true })),
  ];
  t.same(
    plan({ groups }).spec.servers.map(({ endpoint, proxied }) => [endpoint, proxied]),
    [
      ["a/1", true],
      ["a/2", undefined],
    ],
  );
  t.end();
});

t.test("a server speaks TLS to a proxy that does, and to clients whose TLS is passed on", (t) => {
  const tls = {} as NonNullable<Endpoint["tls"]>;
  const { spec } = plan({
    fronts: [front("plain", tcp("10.0.0.1", 443)), front("ends-tls", tcp("10.0.0.2", 443), true)],
    groups: [
      group("own", endpoint("own", tcp("10.0.3.1", 443), { tls })),
      group("passed", endpoint("passed", tcp("10.0.3.2", 443))),
      group("ended", endpoint("ended", tcp("10.0.3.3", 443))),
      group("unnamed", endpoint("unnamed", tcp("10.0.3.4", 443))),
    ],
    routes: [
      { front: "plain", server_name: "a.test", group: "passed" },
      { front: "ends-tls", server_name: "b.test", group: "ended" },
      { front: "plain", group: "unnamed" },
    ],
  });
  t.same(
    spec.servers.filter(({ tls }) => tls).map(({ endpoint }) => endpoint),
    ["own", "passed"],
  );
  t.end();
});

t.test("what leads to a front of the proxy's own is not faked", (t) => {
  const socket = { kind: "unix", path: "/run/inner.sock" } as const;
  const { inner, spec, lane } = plan({
    fronts: [front("f", tcp("", 81)), front("g", socket)],
    groups: [
      group("a", endpoint("a/1", tcp("localhost", 81)), endpoint("a/2", socket)),
      group("b", endpoint("b/1", { kind: "unix", path: "/run/app/php.sock" })),
    ],
  });
  t.same(inner, ["a/1", "a/2"]);
  t.match(spec.servers, [{ endpoint: "b/1", address: { address: "/run/app/php.sock", port: 0 } }]);
  t.same(lane.shared, ["/run"], "a folder within another is that one's");
  t.end();
});

t.test("log servers listen where the proxy sends its log to", (t) => {
  const at = { file: "haproxy.cfg", line: 1, text: "" };
  const { spec, lane } = plan({
    needs: {
      others: [
        { address: tcp("10.1.0.1", 514), what: "log", at },
        { address: tcp("10.1.0.2", 25), what: "mail", at },
      ],
    },
  });
  t.same(spec.logs, [{ address: "10.1.0.1", port: 514 }]);
  t.same(lane.addresses, ["10.1.0.1", "10.1.0.2", "198.18.255.53"], "no packet leaves either");
  t.end();
});
