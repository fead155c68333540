import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import type { ActOf, Fact } from "@gatecrash/core";
import { connectResult } from "../src/connect-result.ts";
import { Listener } from "../src/listener.ts";
import { countsIn } from "../src/network/nft.ts";
import { tableText } from "../src/network/rules.ts";
import { ToolShell } from "../src/network/tool-shell.ts";
import { Upstream } from "../src/upstream.ts";

const server = { address: "127.1.2.3", port: 8080 };
const peer = { address: "127.0.0.1", port: 40_000 };
const filter = (act: Omit<ActOf<"filter">, "kind">) => ({ kind: "filter", ...act }) as const;

t.test("a filter as nftables reads it", async (t) => {
  const table = { name: "one", order: 3 };
  const whole = tableText(table, { server }, filter({ packets: "connects", verdict: "drop" }));
  t.equal(
    whole,
    [
      "table inet one {",
      "  chain taken {",
      "    counter drop",
      "  }",
      "  chain input {",
      "    type filter hook input priority 3; policy accept;",
      "    ip daddr 127.1.2.3 tcp dport 8080 tcp flags & (syn | ack) == syn goto taken",
      "  }",
      "}",
      "",
    ].join("\n"),
  );
  const linesOf = (target: Parameters<typeof tableText>[1], act: Omit<ActOf<"filter">, "kind">) =>
    tableText(table, target, filter(act))
      .split("\n")
      .filter((line) => /counter|goto/.test(line))
      .map((line) => line.trim());
  t.same(linesOf({ server, peer }, { packets: "all", verdict: "tcp-reset", every: 4 }), [
    "numgen inc mod 4 == 3 counter reject with tcp reset",
    "ip daddr 127.1.2.3 tcp dport 8080 ip saddr 127.0.0.1 tcp sport 40000 goto taken",
    "ip saddr 127.1.2.3 tcp sport 8080 ip daddr 127.0.0.1 tcp dport 40000 goto taken",
  ]);
  const large = {
    packets: "answers",
    verdict: "host-prohibited",
    larger_than_bytes: 1_400,
  } as const;
  t.same(linesOf({ server }, { ...large, first: 2 }), [
    "numgen inc mod 4294967295 < 2 counter reject with icmp type host-prohibited",
    "ip saddr 127.1.2.3 tcp sport 8080 tcp flags & (syn | psh) == psh meta length > 1400 goto taken",
    "ip saddr 127.1.2.3 tcp sport 8080 meta length > 80 meta length > 1400 goto taken",
  ]);
});

t.test("the packets that nftables has counted, by table", async (t) => {
  const rule = (table: string, packets?: number) => ({
    rule: { table, expr: packets === undefined ? [] : [{ counter: { packets, bytes: 1 } }, {}] },
  });
  const listing = {
    nftables: [{ metainfo: {} }, rule("a", 2), rule("a"), rule("b", 0), rule("a", 1)],
  };
  t.same(
    [...countsIn(JSON.stringify(listing))],
    [
      ["a", 3],
      ["b", 0],
    ],
  );
});

t.test("tools run in a shell that stays", async (t) => {
  const shell = new ToolShell();
  t.teardown(() => {
    shell.close();
  });
  const [first, second, input] = await Promise.all([
    shell.run(["sh", "-c", "echo $PPID"]),
    shell.run(["sh", "-c", "echo $PPID"]),
    shell.run(["cat"], "it's $HOME\n`id`\n"),
  ]);
  t.equal(first, second, "one shell");
  t.equal(input, "it's $HOME\n`id`\n", "what it is given is no shell's business");
  await t.rejects(shell.run(["sh", "-c", "echo no such table; exit 3"]), {
    message: "no such table",
  });
  await t.rejects(shell.run(["sh", "-c", "exit 4"]), { message: "exit code 4" });
  t.equal(await shell.run(["printf", "%s", "goes on"]), "goes on");
});

t.test("without a lane of its own nothing is filtered, and nothing is delivered", async (t) => {
  const facts: Fact[] = [];
  const done = () => Promise.resolve();
  const healthy = { take: () => undefined, closeIdle: () => undefined, close: done };
  const upstream = new Upstream({ trial_id: "t", journal: (fact) => facts.push(fact), healthy });
  t.teardown(() => upstream.close());
  await upstream.listen({ address: "127.0.0.1", port: 0 });
  const when = {};
  await upstream.inject({
    ...{ id: "t", fault: "drop", scope: "listener", when, seed: "s" },
    *script() {
      yield filter({ packets: "connects", verdict: "drop" });
    },
  });
  t.match(
    facts.find((fact) => fact.kind === "acted"),
    {
      result: "failed",
      note: "packets and routes belong to no lane of ours here",
    },
  );
  t.notOk(facts.some((fact) => fact.kind === "delivered"));
});

t.test("a unix socket: refused, removed, full, and healed each time", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "gatecrash-socket-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const at = { address: join(folder, "app.sock"), port: 0 };
  const listener = new Listener(at, (socket) => socket.destroy());
  await listener.listen();
  t.match(await listener.refuse(), { result: "ok", note: /ECONNREFUSED/ });
  t.ok((await stat(at.address)).isSocket(), "the file is still there");
  await listener.heal();
  t.equal(await connectResult(at), "connected");
  t.match(await listener.removeSocket(), { result: "ok", note: /ENOENT/ });
  await listener.heal();
  t.equal(await connectResult(at), "connected");
  t.match(await listener.fillBacklog(), { result: "ok", note: /EAGAIN/ });
  await listener.heal();
  t.equal(await connectResult(at), "connected");
  t.match(await listener.refuse(), { result: "ok" });
  await listener.close();
  t.equal(await connectResult(at), "ENOENT", "nothing is left behind");
});
