import { z } from "zod";
import {
  defaultRequest,
  defaultTopology,
  defineFault,
  defineProxy,
  end,
  judge,
  observe,
  parseHistory,
  readHead,
  symptomKinds,
} from "../src/index.ts";
import type {
  Answer,
  CatalogueFault,
  Expectation,
  Fact,
  JudgedTrial,
  OutcomeRule,
  ProxyDriver,
  SymptomKind,
  Trial,
} from "../src/index.ts";

export const close = defineFault({
  id: "close",
  summary: "Closes before the head.",
  scope: "request",
  symptom: ({ ending }) => ({
    kind: ending === "rst" ? "reset-before-head" : "closed-before-head",
  }),
  params: z.strictObject({
    ending: z.enum(["fin", "rst", "silence"]).default("fin").describe("How it ends."),
    after_ms: z.int().min(0).max(60_000).default(100).describe("Wait before the end."),
  }),
  variants: { fin: { ending: "fin" }, rst: { ending: "rst" } },
  request: { method: "POST", body_bytes: 3 },
  *script({ ending, after_ms }) {
    yield* readHead();
    yield { kind: "sleep", ms: after_ms };
    yield* end(ending);
  },
});

export const down = defineFault({
  id: "down",
  summary: "Refuses connections.",
  scope: "listener",
  symptom: { kind: "refused" },
  params: z.strictObject({}),
  needs: ["own-addresses"],
  *script() {
    yield { kind: "refuse" };
  },
});

/** Needs two requests, the second a while after the first. */
export const reuse = defineFault({
  id: "reuse",
  summary: "Closes a kept connection.",
  scope: "request",
  symptom: { kind: "closed-before-head" },
  params: z.strictObject({
    idle_ms: z.int().min(0).max(1_000).default(100).describe("Wait before it, in ms."),
  }),
  setting: ({ idle_ms }) => ({
    topology: { keepalive: true },
    requests: [{}, { method: "POST", after_ms: idle_ms }],
    reused: true,
  }),
  *script() {
    yield* readHead();
    yield* end("fin");
  },
});

export const faults: ReadonlyMap<string, CatalogueFault> = new Map([
  ["close", { family: "head", fault: close }],
  ["down", { family: "connect", fault: down }],
  ["reuse", { family: "keepalive", fault: reuse }],
]);

function status(code: number, because = "It is so."): Expectation {
  return { end: "answered", status: code, because };
}

const kinds = Object.keys(symptomKinds) as SymptomKind[];

const outcomes: Partial<Record<SymptomKind, OutcomeRule>> = {
  healthy: status(200),
  "closed-before-head": { ...status(502), log: ["closed"] },
  "silent-before-head": { ...status(504), timer: "read_ms" },
  "not-http": { racy: [status(502), { ...status(504), timer: "read_ms" }], because: "It races." },
  "error-status": ({ symptom }) => status(symptom.status ?? 500),
};

/** A proxy that answers 502 to everything that it is not told of above. */
export const driver: ProxyDriver = defineProxy({
  id: "front",
  summary: "A proxy for tests.",
  binary: "front",
  image: "front",
  version_args: ["-v"],
  pinned: ["1.2"],
  outcomes: {
    ...(Object.fromEntries(kinds.map((kind) => [kind, status(502)])) as Record<
      SymptomKind,
      OutcomeRule
    >),
    ...outcomes,
  },
  details: {
    "invalid-head/folded": status(200, "It takes folded fields."),
    "reset-before-head/kept": ({ reused }) => status(reused === true ? 200 : 502),
    "healthy/held-back": { ...status(200), adds_ms: { least: 800, most: 3_000 } },
  },
  inTopology: (outcome, { answered_before, topology, when }) => {
    if (topology.processing === "none") return outcome;
    if (when?.path === "/auth") return status(500, "It asks there.");
    return answered_before === true ? status(200, "It had kept one.") : outcome;
  },
  retries: ({ symptom }) => symptom.kind === "closed-before-head",
  render: () => ({ files: {}, args: [], logs: [], stop_signal: "SIGTERM" }),
  parseLog: () => undefined,
});

/** A trial of a fault that closes before the head, unless told otherwise. */
export function trialOf(own: Partial<Trial> = {}): Trial {
  return {
    id: "s/close/front",
    scenario: "s",
    title: "A scenario",
    family: "head",
    fault: "close",
    variant: "",
    acting: { fault: "close", params: {} },
    scope: "request",
    symptom: { kind: "closed-before-head" },
    when: {},
    proxy: "front",
    topology: defaultTopology,
    requests: [defaultRequest],
    needs: [],
    own_process: false,
    below_tls: false,
    exclusive: false,
    seed: "x",
    ...own,
  };
}

export const started: Fact = {
  kind: "run-started",
  format: 1,
  gatecrash: "0.1.0",
  seed: "x",
  started_at: "2025-01-02T03:04:05.000Z",
  launcher: "process",
  because: "asked for",
  time_scale: 1,
  width: 1,
};

/** What happened in one exchange; what is left out is as the sample's driver expects it. */
export interface Happened {
  status?: number;
  end?: Answer["end"];
  elapsed_ms?: number;
  delivered?: boolean;
  /** Connections that the upstream saw. */
  opened?: number;
  /** The fault came on a connection of an earlier exchange, whatever was opened besides. */
  kept?: boolean;
  marks?: string[];
  answered?: boolean;
}

/** The facts of a trial, with times that fit, as lines of a history. */
export class Story {
  readonly #lines: string[] = [];
  #now_ns = 1_000_000n;

  constructor() {
    this.add(started);
  }

  add(fact: Fact, after_ms = 1): this {
    this.#now_ns += BigInt(Math.round(after_ms * 1e6));
    const place = { seq: this.#lines.length + 1, at_ns: String(this.#now_ns) };
    this.#lines.push(JSON.stringify({ ...place, ...fact }));
    return this;
  }

  /** A lane with a proxy of that version, in which the trial starts. */
  begin(trial: Trial, version = "front/1.2.3"): this {
    this.add({ kind: "planned", trial });
    this.add({ kind: "lane-opened", lane: "l", launcher: "process" });
    const proxy = { proxy: trial.proxy, version, command: ["front"], trial_ids: [trial.id] };
    this.add({ kind: "proxy-started", lane: "l", ...proxy });
    return this.add({ kind: "trial-started", trial_id: trial.id, lane: "l" });
  }

  exchange(trial_id: string, exchange: number, happened: Happened = {}): this {
    const { delivered = true, opened = 1, elapsed_ms = 5, marks = ["closed"] } = happened;
    this.add({ kind: "exchange-started", trial_id, exchange, method: "GET", path: "/" });
    const started_ns = this.#now_ns;
    for (let connection = 1; connection <= opened; connection += 1) {
      const open = { connection, upstream: 0, peer_port: 1, faulty: true };
      this.add({ kind: "connection-opened", trial_id, ...open });
    }
    const proof = "the acts were performed";
    const connection = happened.kept === true ? 100 : 1;
    if (delivered) this.add({ kind: "delivered", trial_id, connection, proof });
    if (happened.answered !== false) {
      const ended = String(started_ns + BigInt(Math.round(elapsed_ms * 1e6)));
      const at_ns = { started: String(started_ns), ended };
      this.add({ kind: "answered", trial_id, exchange, answer: answerOf(happened, at_ns) });
    }
    this.add({ kind: "logged", lane: "l", trial_id, log: "error", line: marks.join(" "), marks });
    return this;
  }

  end(trial_id: string): this {
    return this.add({ kind: "trial-ended", trial_id });
  }

  /** The runner asks the proxy to end, so that its log is complete. */
  stop(): this {
    return this.add({ kind: "proxy-ended", lane: "l", code: 0, asked: true });
  }

  get text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** Reads, folds and judges what was told. */
  judged(): JudgedTrial[] {
    return judge(observe(parseHistory(this.text)), new Map([["front", driver]]));
  }
}

/** One trial with one exchange for each thing that happened. */
export function judged(own: Partial<Trial>, happened: Happened[], version?: string): JudgedTrial {
  const trial = trialOf({ requests: happened.map(() => trialOf().requests[0]!), ...own });
  const story = new Story().begin(trial, version);
  for (const [index, each] of happened.entries()) story.exchange(trial.id, index, each);
  return story.end(trial.id).stop().judged()[0]!;
}

function answerOf(happened: Happened, at_ns: Answer["at_ns"]): Answer {
  return {
    end: happened.end ?? "answered",
    status: happened.status ?? 502,
    interim: [],
    headers: [],
    body_bytes: 0,
    framing: "length",
    closed: "fin",
    raw_bytes: 0,
    raw_head: "",
    request_bytes_sent: 1,
    at_ns,
  };
}
