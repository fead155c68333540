import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import t from "tap";
import type { Test } from "tap";
import type { Address, WorldServer, WorldSpec } from "@gatecrash/core";
import { LaneDns } from "@gatecrash/upstream";
import { openWorldServices } from "../src/world-services.ts";

/** An address at which nothing listens, over UDP and TCP. */
async function freeAddress(): Promise<Address> {
  const dns = await LaneDns.open({ address: "127.0.0.1", port: 0 });
  await dns.close();
  return dns.address;
}

function serverAt(address: string, port: number): WorldServer {
  return {
    endpoint: `${address}/${port}`,
    address: { address, port },
    protocol: "http",
    tls: false,
  };
}

async function open(t: Test, world: Partial<WorldSpec>, onLine: (line: string) => void = () => {}) {
  const nothing = { servers: [], names: {}, found_late: [], dns: [], logs: [] };
  const services = await openWorldServices({ ...nothing, ...world }, onLine);
  t.teardown(() => services.close());
  return services;
}

function resolverAt({ address, port }: Address): Resolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`${address}:${port}`]);
  return resolver;
}

t.test("names lead to their addresses, and their services to the server there", async (t) => {
  const at = await freeAddress();
  await open(t, {
    servers: [serverAt("10.0.0.1", 80), serverAt("198.18.0.1", 8_080), serverAt("198.18.0.1", 81)],
    names: { "api.test": ["198.18.0.1"], "alone.test": ["198.18.0.2"] },
    dns: [{ address: at }],
  });
  const resolver = resolverAt(at);
  t.same(await resolver.resolve4("API.test", { ttl: true }), [{ address: "198.18.0.1", ttl: 1 }]);
  for (const service of ["_http._tcp.api.test", "_any._udp.api.test", "_sip._sctp.api.test"])
    t.same(await resolver.resolveSrv(service), [
      { name: "api.test", port: 8_080, priority: 0, weight: 1 },
    ]);
  t.same(await resolver.resolve4("alone.test"), ["198.18.0.2"]);
  await t.rejects(resolver.resolveSrv("_http._tcp.alone.test"), { code: "ENODATA" }, "no server");
  await t.rejects(resolver.resolve4("nobody.test"), { code: "ENOTFOUND" });
});

t.test("several resolvers may be one, and listen where they are led to", async (t) => {
  const at = await freeAddress();
  const away = { address: "10.96.0.10", port: 53 };
  await open(t, {
    names: { "api.test": ["198.18.0.1"] },
    dns: [{ address: away, listen: at }, { address: at }],
  });
  t.same(await resolverAt(at).resolve4("api.test"), ["198.18.0.1"]);
});

t.test("lines of the proxy's log are passed on", async (t) => {
  const at = await freeAddress();
  let tell: (line: string) => void = () => undefined;
  const came = new Promise<string>((resolve) => (tell = resolve));
  await open(t, { logs: [at] }, (line) => tell(line));
  const client = createSocket("udp4");
  t.teardown(() => client.close());
  client.send("<134>haproxy: one \xe9 line\r\n\n", at.port, at.address);
  t.equal(await came, Buffer.from("<134>haproxy: one \xe9 line").toString("latin1"));
});

t.test("what was closed is free again", async (t) => {
  const at = await freeAddress();
  const log = { ...(await freeAddress()), address: "127.0.0.2" };
  const world = { names: {}, found_late: [], servers: [], dns: [{ address: at }], logs: [log] };
  const services = await openWorldServices(world, () => undefined);
  await t.rejects(LaneDns.open(at), { code: "EADDRINUSE" });
  await t.rejects(LaneDns.open(log), { code: "EADDRINUSE" });
  await services.close();
  for (const free of [at, log]) await (await LaneDns.open(free)).close();
});

t.test(
  "the proxy has found a name when it was told an address, whatever it asked before",
  async (t) => {
    const at = await freeAddress();
    const services = await open(t, {
      servers: [serverAt("198.18.0.1", 80)],
      names: { "api.test": ["198.18.0.1"], "other.test": ["198.18.0.2"] },
      found_late: ["api.test"],
      dns: [{ address: at }],
    });
    const resolver = resolverAt(at);
    let found = false;
    const waiting = services.untilFound(60_000).then(() => (found = true));
    await resolver.resolveSrv("_http._tcp.api.test");
    await resolver.resolve4("other.test");
    t.notOk(found, "a service is no address, and another name is another");
    await resolver.resolve4("API.test");
    await waiting;
  },
);

t.test("names that nobody asks for are not waited for for ever", async (t) => {
  const at = await freeAddress();
  const services = await open(t, { found_late: ["api.test"], dns: [{ address: at }] });
  await services.untilFound(1);
  const none = await open(t, { found_late: [], dns: [] });
  await none.untilFound(60_000);
  t.pass("there is an end");
});
