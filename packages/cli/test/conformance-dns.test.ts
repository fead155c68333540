import t from "tap";
import { createRandom, rcodes, settingOf } from "@gatecrash/core";
import type { Act, NameQuestion } from "@gatecrash/core";
import { chooseForRequest, createHealthyServer, LaneDns, Upstream } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { askDatagram, askStream, queryFor, readAnswer } from "./conformance/dns-peer.ts";
import type { AskedType, DnsView } from "./conformance/dns-peer.ts";
import { Facts, needsLane, rowsOf } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";
import { ask } from "./conformance/raw-client.ts";

/**
 * Each fault of the upstream's name is injected into a DNS server on loopback. A raw peer asks, and
 * what it sees must be what the acts declare: field by field, or byte by byte where they send bytes.
 */
const rows = [...(await loadFaults()).values()]
  .flatMap(rowsOf)
  // How the name is looked up is the proxy's business: the script is the same.
  .filter(({ fault, params }) => fault.scope === "query" && params["resolve"] !== "watched")
  // Here nobody asks for a service, and no packet can be filtered.
  .filter((row) => !needsLane(row) && topologyOf(row).resolve !== "service");

function topologyOf({ fault, params }: Row) {
  return settingOf(fault, params).topology;
}

const name = "t1.upstream.test";
const record = { addresses: ["127.0.0.9"], ttl_s: 5 };
const anywhere = { address: "127.0.0.1", port: 0 };
const patience_ms = 400;
const long_patience_ms = 30_000;

type Tester = Pick<typeof t, "equal" | "ok" | "strictSame">;

type Transport = NameQuestion["transport"];

interface Asked {
  type: AskedType;
  transport: Transport;
  number: number;
}

/** What is asked of each: each type twice, over both transports, in this order. */
const questions: Asked[] = [1, 2].flatMap((number) =>
  (["A", "AAAA"] as const).flatMap((type) => [
    { type, transport: "udp" as const, number: number * 2 - 1 },
    { type, transport: "tcp" as const, number: number * 2 },
  ]),
);

const idOf = ({ type, number }: Asked) => (type === "A" ? 0x1200 : 0x3400) + number;

/** The acts that the script declares for a question. */
function actsFor({ fault, params }: Row, asked: Asked): Act[] {
  const query = queryFor(idOf(asked), name, asked.type);
  const section = query.subarray(12).toString("latin1");
  const addresses = asked.type === "A" ? record.addresses : [];
  const given: NameQuestion = { ...asked, name, id: idOf(asked), section, addresses };
  const script = fault.script(params, createRandom("conformance"));
  const acts: Act[] = [];
  for (let step = script.next(); step.done !== true;) {
    acts.push(step.value);
    step = script.next(step.value.kind === "read-question" ? given : undefined);
  }
  return acts;
}

type AnswerName = Extract<Act, { kind: "answer-name" }>;

/** What an answer must hold, by the act's own words. */
function declared(act: AnswerName, asked: Asked) {
  const { rcode = "noerror", truncated = false, id_offset = 0, alias, addresses } = act;
  const empty = truncated || rcode !== "noerror";
  const fits = (address: string) => address.includes(":") === (asked.type === "AAAA");
  const all = (addresses ?? record.addresses).filter(fits);
  const data = empty ? [] : alias === undefined ? all : [alias];
  const type = alias === undefined ? (asked.type === "A" ? 1 : 28) : 5;
  const ttl_s = act.ttl_s ?? record.ttl_s;
  return {
    id: idOf(asked) + id_offset,
    rcode: rcodes[rcode],
    truncated,
    asked: act.asked ?? name,
    records: data.map((each) => ({ type, ttl_s, data: each })),
  };
}

const silent: ReadonlySet<Act["kind"]> = new Set(["silence", "finish", "reset"]);

async function see(at: { address: string; port: number }, asked: Asked, acts: readonly Act[]) {
  const query = queryFor(idOf(asked), name, asked.type);
  const quiet = acts.some(({ kind }) => kind === "silence");
  const patience = quiet ? patience_ms : long_patience_ms;
  return asked.transport === "udp"
    ? askDatagram(at, query, patience)
    : askStream(at, query, patience);
}

function check(t: Tester, view: DnsView, acts: readonly Act[], asked: Asked, what: string): void {
  const [message] = view.messages;
  const end = acts.at(-1)?.kind ?? "silence";
  const endings = { finish: "fin", reset: "rst" } as const;
  const ended = end === "finish" || end === "reset" ? endings[end] : "silence";
  t.equal(view.ended, ended, `${what}: ending`);
  t.equal(view.messages.length, silent.has(end) ? 0 : 1, `${what}: messages`);
  for (const act of acts) {
    if (act.kind === "send") t.equal(message, act.text, `${what}: bytes`);
    if (act.kind === "sleep") t.ok(view.elapsed_ms >= act.ms - 2, `${what}: not before its time`);
    if (act.kind === "answer-name") {
      t.strictSame(readAnswer(message ?? ""), declared(act, asked), `${what}: fields`);
    }
  }
}

/** Asks all questions, one after the other: their order matters to some faults. */
async function seeAll(row: Row) {
  const facts = new Facts();
  const dns = await LaneDns.open(anywhere);
  const { fault, params } = row;
  const script = (random: Parameters<typeof fault.script>[1]) => fault.script(params, random);
  const trial = { id: "t", fault: fault.id, scope: fault.scope, when: {}, seed: "s", script };
  dns.add({ name, trial_id: "t", record, journal: facts.journal, fault: trial }).start();
  const seen: { asked: Asked; acts: Act[]; view: DnsView }[] = [];
  for (const asked of questions) {
    const acts = actsFor(row, asked);
    seen.push({ asked, acts, view: await see(dns.address, asked, acts) });
  }
  await dns.close();
  return { seen, delivered: facts.delivered };
}

t.test("every fault of a name", async (t) => {
  const all = await Promise.all(rows.map(async (row) => ({ row, ...(await seeAll(row)) })));
  t.ok(all.length > 30);
  for (const { row, seen, delivered } of all) {
    for (const { asked, acts, view } of seen) {
      const what = `${row.name}, ${asked.type} ${asked.transport} ${asked.number}`;
      check(t, view, acts, asked, what);
    }
    t.ok(delivered, `${row.name}: delivered`);
  }
});

t.test("record-moves", async (t) => {
  const healthy = await createHealthyServer({ onRequest: chooseForRequest });
  t.teardown(() => healthy.close());
  const [row] = [...(await loadFaults()).values()]
    .flatMap(rowsOf)
    .filter(({ fault }) => fault.id === "record-moves");
  if (!row) throw new Error("no such fault");
  const facts = new Facts();
  const dns = await LaneDns.open(anywhere);
  t.teardown(() => dns.close());
  const upstream = new Upstream({
    trial_id: "t",
    journal: facts.journal,
    healthy,
    moving: {
      next: () => "127.0.0.77",
      moved: (addresses) => {
        named.move(addresses.map(({ address }) => address));
      },
    },
  });
  t.teardown(() => upstream.close());
  const old = await upstream.listen({ address: "127.0.0.76", port: 0 });
  const known = { addresses: [old.address], ttl_s: 1 };
  const named = dns.add({ name, trial_id: "t", record: known, journal: facts.journal });
  named.start();
  const { when } = settingOf(row.fault, row.params);
  const script = (random: Parameters<typeof row.fault.script>[1]) =>
    row.fault.script(row.params, random);
  const { id: fault, scope } = row.fault;
  await upstream.inject({ id: "t", fault, scope, when, seed: "s", script });
  const lookUp = async () => {
    const { messages } = await askDatagram(dns.address, queryFor(1, name, "A"), long_patience_ms);
    return readAnswer(messages[0] ?? "").records.map(({ data }) => data);
  };
  const request = { method: "GET", path: "/", headers: {}, body_bytes: 0 };
  const connected = async (address: string) => {
    const view = await ask({
      address: { address, port: old.port },
      requests: [request],
      connect_ms: 2_000,
      patience_ms: long_patience_ms,
      speak: Promise.resolve(),
    });
    return view.connect === "ok" ? view.bytes.split("\r\n", 1)[0] : view.connect;
  };
  t.same(await lookUp(), [old.address]);
  t.equal(await connected(old.address), "HTTP/1.1 200 OK");
  t.ok(facts.delivered, "it moved before the answer was complete");
  t.same(await lookUp(), ["127.0.0.77"]);
  t.equal(await connected(old.address), "refused");
  t.equal(await connected("127.0.0.77"), "HTTP/1.1 200 OK");
});
