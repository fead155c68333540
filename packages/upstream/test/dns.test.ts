import { Resolver } from "node:dns/promises";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import t from "tap";
import type { Act, Fact, Script } from "@gatecrash/core";
import { LaneDns } from "../src/dns/lane-dns.ts";
import type { InjectionSetup } from "../src/injection.ts";

const anywhere = { address: "127.0.0.1", port: 0 };
const record = { addresses: ["127.0.0.9", "::9"], ttl_s: 7 };

function resolverFor({ address: { address, port } }: LaneDns): Resolver {
  const resolver = new Resolver({ timeout: 300, tries: 1 });
  resolver.setServers([`${address}:${port}`]);
  return resolver;
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    (value) => JSON.stringify(value),
    (error: NodeJS.ErrnoException) => error.code ?? "",
  );
}

type Tester = Pick<typeof t, "teardown">;

async function open(t: Tester, fallback?: Parameters<typeof LaneDns.open>[1]): Promise<LaneDns> {
  const dns = await LaneDns.open(anywhere, fallback);
  t.teardown(() => dns.close());
  return dns;
}

function faultOf(acts: readonly Act[], own: Partial<InjectionSetup> = {}): InjectionSetup {
  const script = function* (): Script {
    for (const act of acts) yield act;
  };
  return { id: "t", fault: "script", scope: "query", when: {}, seed: "s", script, ...own };
}

/** A name with a fault, in its trial, and what is recorded of it. */
function trialName(dns: LaneDns, fault?: InjectionSetup) {
  const facts: Fact[] = [];
  const journal = (fact: Fact) => void facts.push(fact);
  const given = { name: "t1.upstream.test", trial_id: "t", record, journal };
  const name = dns.add(fault ? { ...given, fault } : given);
  return { name, facts, kinds: () => facts.map(({ kind }) => kind) };
}

t.test("names of the zone, of the fallback, and of nobody", async (t) => {
  const dns = await open(t, (name) => (name.endsWith(".any.test") ? record : undefined));
  dns.zone.set("A.test", { addresses: ["127.0.0.1", "127.0.0.2"], ttl_s: 3 });
  const resolver = resolverFor(dns);
  t.same(await resolver.resolve4("a.test", { ttl: true }), [
    { address: "127.0.0.1", ttl: 3 },
    { address: "127.0.0.2", ttl: 3 },
  ]);
  t.equal(await codeOf(resolver.resolve6("a.test")), "ENODATA", "no address of that type");
  t.same(await resolver.resolve6("x.any.test"), ["::9"]);
  t.equal(await codeOf(resolver.resolve4("b.test")), "ENOTFOUND");
  t.equal(await codeOf(resolver.resolveTxt("a.test")), "ENODATA");
});

t.test("what an answer can differ in, as a resolver sees it", async (t) => {
  const seen = async (act: Omit<Extract<Act, { kind: "answer-name" }>, "kind">) => {
    const dns = await open(t);
    trialName(dns, faultOf([{ kind: "answer-name", ...act }])).name.start();
    return codeOf(resolverFor(dns).resolve4("t1.upstream.test"));
  };
  t.equal(await seen({}), '["127.0.0.9"]');
  t.equal(await seen({ rcode: "nxdomain" }), "ENOTFOUND");
  t.equal(await seen({ rcode: "servfail" }), "ESERVFAIL");
  t.equal(await seen({ rcode: "refused" }), "EREFUSED");
  t.equal(await seen({ rcode: "notimp" }), "ENOTIMP");
  t.equal(await seen({ rcode: "formerr" }), "EFORMERR");
  t.equal(await seen({ addresses: [] }), "ENODATA");
  t.equal(await seen({ addresses: ["127.1.2.3", "::1"] }), '["127.1.2.3"]');
  t.equal(await seen({ id_offset: 1 }), "ETIMEOUT", "an answer to another question is dropped");
  t.equal(await seen({ asked: "other.test" }), "ETIMEOUT");
});

t.test("over TCP, after an answer that was cut", async (t) => {
  const dns = await open(t);
  const script = function* (): Script {
    const question = (yield { kind: "read-question" }) as { transport: string };
    yield { kind: "answer-name", ...(question.transport === "udp" ? { truncated: true } : {}) };
  };
  const { name, facts } = trialName(dns, faultOf([], { script }));
  name.start();
  t.same(await resolverFor(dns).resolve4("t1.upstream.test"), ["127.0.0.9"]);
  const asked = facts.filter((fact) => fact.kind === "name-asked");
  t.same(
    asked.map(({ transport, connection }) => [transport, connection]),
    [
      ["udp", 1],
      ["tcp", 2],
    ],
  );
});

t.test("recorded is what happens in the trial, and a good answer is no fault", async (t) => {
  const dns = await open(t);
  const script = function* (): Script {
    const { number } = (yield { kind: "read-question" }) as { number: number };
    yield number < 2 ? { kind: "answer-name" } : { kind: "answer-name", rcode: "nxdomain" };
  };
  const { name, kinds } = trialName(dns, faultOf([], { script }));
  const resolver = resolverFor(dns);
  const ask = () => codeOf(resolver.resolve4("t1.upstream.test"));
  t.equal(await ask(), '["127.0.0.9"]');
  t.same(kinds(), [], "a proxy asks before the trial, too");
  t.equal(name.answered, 0);
  name.start();
  t.equal(await ask(), '["127.0.0.9"]', "the first one in the trial");
  t.notOk(kinds().includes("delivered"));
  t.equal(await ask(), "ENOTFOUND");
  t.ok(await name.untilAnswered(2, 1_000));
  t.equal(kinds().filter((kind) => kind === "delivered").length, 1);
  name.end();
  const before = kinds().length;
  t.equal(await ask(), '["127.0.0.9"]');
  name.start();
  t.equal(name.answered, 0, "counts anew when it is run again");
  t.notOk(await name.untilAnswered(1, 10));
  t.equal(kinds().length, before);
});

t.test("a condition counts from the trial's beginning", async (t) => {
  const dns = await open(t);
  const fault = faultOf([{ kind: "answer-name", rcode: "servfail" }], { when: { nth: 2 } });
  const { name } = trialName(dns, fault);
  const ask = () => codeOf(resolverFor(dns).resolve4("t1.upstream.test"));
  t.equal(await ask(), '["127.0.0.9"]');
  t.equal(await ask(), '["127.0.0.9"]');
  name.start();
  t.equal(await ask(), '["127.0.0.9"]');
  t.equal(await ask(), "ESERVFAIL");
  t.equal(await ask(), '["127.0.0.9"]');
});

t.test("a name that moves, and is back when the trial begins again", async (t) => {
  const dns = await open(t);
  const { name } = trialName(dns);
  const ask = () => resolverFor(dns).resolve4("t1.upstream.test");
  name.start();
  name.move(["127.0.0.10"]);
  t.same(await ask(), ["127.0.0.10"]);
  name.start();
  t.same(await ask(), ["127.0.0.9"]);
});

t.test("what is no question gets no answer, and harms nobody", async (t) => {
  const dns = await open(t);
  dns.zone.set("a.test", record);
  const { address, port } = dns.address;
  const socket = createSocket("udp4");
  t.teardown(() => socket.close());
  let answers = 0;
  socket.on("message", () => (answers += 1));
  const noise = ["", "x", "\0".repeat(12), "\xff".repeat(500), "GET / HTTP/1.1\r\n\r\n"];
  for (const each of noise) socket.send(Buffer.from(each, "latin1"), port, address);
  const stream = connect({ host: address, port });
  await new Promise((resolve) => stream.once("connect", resolve));
  stream.write(Buffer.from("\0\x05junk!\xff\xff", "latin1"));
  stream.destroy();
  t.same(await resolverFor(dns).resolve4("a.test"), ["127.0.0.9"]);
  t.equal(answers, 0);
});

t.test("a service belongs to the name that has it", async (t) => {
  const dns = await open(t);
  const { name, kinds } = trialName(dns, faultOf([{ kind: "answer-name", weight: 7 }]));
  name.start();
  const asked = async (service: string) => codeOf(resolverFor(dns).resolveSrv(service));
  t.equal(await asked("_gatecrash._tcp.t1.upstream.test"), "ENODATA", "it has none");
  t.ok(kinds().includes("name-asked"));
  dns.zone.set("a.test", { ...record, port: 8_080 });
  t.same(await resolverFor(dns).resolveSrv("_http._tcp.a.test"), [
    { name: "a.test", port: 8_080, priority: 0, weight: 1 },
  ]);
  t.equal(await asked("_http._tcp.b.test"), "ENOTFOUND");
});

t.test("one more address, at which the same names are known", async (t) => {
  const dns = await open(t);
  dns.zone.set("a.test", record);
  const second = await dns.listen({ address: "127.0.0.2", port: 0 });
  t.not(second.address, dns.address.address);
  const resolver = new Resolver({ timeout: 300, tries: 1 });
  resolver.setServers([`${second.address}:${second.port}`]);
  t.same(await resolver.resolve4("a.test"), ["127.0.0.9"]);
});
