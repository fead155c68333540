import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import t from "tap";
import { createRandom, defaultTopology, http2, outline, settingOf, suits } from "@gatecrash/core";
import type { Act, Ending } from "@gatecrash/core";
import { createHealthyServer } from "@gatecrash/upstream";
import { loadFaults } from "../src/catalogue.ts";
import { askInHttp2 } from "./conformance/http2-peer.ts";
import { inject, rowsOf } from "./conformance/inject.ts";
import type { Row } from "./conformance/inject.ts";

/**
 * Each fault that speaks HTTP/2 is injected on loopback. A raw peer must see the bytes that the
 * script sends, to the last one, and the ending that it leaves; and node's own client, which was
 * written by others, must find it broken where the fault says so and good where it does not.
 */
const catalogue = [...(await loadFaults()).values()];
const healthy = await createHealthyServer();
t.teardown(() => healthy.close());

const all = catalogue
  .flatMap(rowsOf)
  .filter(({ fault }) => (suits(fault, "h2") || suits(fault, "grpc")) && !suits(fault, "http"));
const rows = all.filter(({ fault }) => fault.below_tls !== true);

/** Longer than any wait of a script, and started anew by each byte. */
const patience_ms = 1_500;

/** What a script sends and how it leaves, with its requests on the streams 1, 3, … */
function declared({ fault, params, name }: Row): { bytes: string; ended: Ending } {
  const script = fault.script(params, createRandom(`conformance/${name}`));
  const endings: Partial<Record<Act["kind"], Ending>> = {
    finish: "fin",
    reset: "rst",
    silence: "silence",
  };
  let bytes = "";
  let stream = -1;
  for (let step = script.next(); step.done !== true;) {
    const act = step.value;
    const ended = endings[act.kind];
    if (ended !== undefined) return { bytes, ended };
    if (act.kind === "send") bytes += act.text;
    if (act.kind === "read-head") stream += 2;
    step = script.next({ method: "", path: "", headers: {}, stream });
  }
  return { bytes, ended: "fin" };
}

/** A frame that ends the last stream that was asked for. */
function answers(bytes: string): number {
  let count = 0;
  for (let at = 0; at + 9 <= bytes.length;) {
    const byte = (offset: number) => bytes.charCodeAt(at + offset);
    const type = byte(3);
    const { data, headers } = http2.frameTypes;
    if ((type === data || type === headers) && (byte(4) & http2.flags.end_stream) !== 0) count += 1;
    at += 9 + byte(0) * 65_536 + byte(1) * 256 + byte(2);
  }
  return count;
}

t.test("a raw peer sees what the script sends, and how it leaves", async (t) => {
  t.ok(rows.length > 100, "the catalogue has faults of HTTP/2");
  const measured = rows.map(async (row) => {
    const injected = await inject(row, `conformance/${row.name}`, healthy);
    const { requests } = settingOf(row.fault, row.params);
    const seen = await askInHttp2(
      injected.address,
      requests.length,
      patience_ms,
      (bytes, index) => answers(bytes) >= index,
    );
    await injected.facts.until((fact) => fact.kind === "delivered");
    await injected.close();
    return seen;
  });
  for (const [index, row] of rows.entries()) {
    t.same(await measured[index], declared(row), row.name);
  }
});

/** Nothing is wrong in these for a client of HTTP/2, whatever a proxy may make of them. */
const good: ReadonlySet<string> = new Set(["healthy", "error-status", "interim"]);

/** Where node's client is not the judge, and why. */
const otherwise: Record<string, RegExp> = {
  "nghttp2 drops fields that are invalid, and reads the rest":
    /^h2-bad-field~(space|colon|nul|crlf)-|^h2-bad-hpack~name-empty/,
  "it takes any three digits for a status": /^h2-bad-status~(below-100|above-599)/,
  "it does not mind what comes on a closed stream": /^h2-wrong-order~(data|headers)-after-end/,
  "node takes RST_STREAM with NO_ERROR for an end of the body": /^h2-rst-stream~in-body-no-error/,
  "nothing in HTTP/2 forbids a large head": /^h2-oversized-head~/,
  "nghttp2 protects itself from floods": /^h2-flood~/,
  "the first answer is good": /^h2-leave-on-reuse~/,
};

/** A good answer that is late is a fault for a proxy's timer, and for nothing else. */
function late({ fault, params }: Row): boolean {
  return outline(fault.script(params, createRandom("late"))).some(
    (act) => act.kind === "sleep" && act.ms > defaultTopology.timeouts.read_ms,
  );
}

t.test("node's own client finds the same ones broken", async (t) => {
  const judged = rows.filter(
    (row) => !late(row) && !Object.values(otherwise).some((names) => names.test(row.name)),
  );
  const injected = await Promise.all(
    judged.map((row) => inject(row, `conformance/${row.name}`, healthy)),
  );
  const opinions = await opinionsOf(injected.map(({ address }) => address.port));
  await Promise.all(injected.map((each) => each.close()));
  for (const [index, row] of judged.entries()) {
    const opinion = opinions.get(injected[index]?.address.port ?? 0);
    t.equal(opinion === "good", good.has(row.declared.kind), `${row.name}: ${opinion}`);
  }
});

/** By port; see the program. */
async function opinionsOf(ports: readonly number[]): Promise<Map<number, string>> {
  const program = fileURLToPath(new URL("./conformance/http2-client.ts", import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, program, ...ports.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const opinions = new Map<number, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [port = "", opinion = ""] = line.split(" ");
    opinions.set(Number(port), opinion);
    if (opinions.size === ports.length) child.kill("SIGKILL");
  }
  return opinions;
}

/** What a client that offers h2 in TLS agrees on, and the first bytes that it gets. */
async function agreed(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      host: "127.0.0.1",
      port,
      ALPNProtocols: ["h2"],
      rejectUnauthorized: false,
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    socket.on("secureConnect", () => {
      socket.write(http2.preface + http2.settings());
      socket.once("data", (data: Buffer) => {
        socket.destroy();
        resolve(`${socket.alpnProtocol || "none"} ${data.toString("latin1", 0, 8)}`);
      });
    });
  });
}

t.test("what is agreed on in the handshake", async (t) => {
  const expected: Record<string, string> = {
    "http-1-only": "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
    ignored: `none ${http2.settings().slice(0, 8)}`,
    "ignored-http-1": "none HTTP/1.1",
  };
  const secure = all.filter(({ fault }) => fault.below_tls === true);
  t.ok(secure.length > 0);
  for (const row of secure) {
    const injected = await inject(row, `conformance/${row.name}`, healthy);
    const how = String(row.params["how"]);
    t.equal(await agreed(injected.address.port), expected[how], row.name);
    await injected.close();
  }
});
