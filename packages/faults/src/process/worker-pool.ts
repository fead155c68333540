import { z } from "zod";
import {
  answeredAfter,
  defineFault,
  deliver,
  delivered,
  finish,
  fullResponse,
  readHead,
  reset,
  send,
  sleep,
} from "@gatecrash/core";
import type { RequestHead, Symptom } from "@gatecrash/core";

const schema = z.strictObject({
  workers: z
    .int()
    .min(1)
    .max(512)
    .default(4)
    .describe("Requests that it serves at a time: pm.max_children of php-fpm, threads of Puma."),
  queue_max: z.int().min(0).max(10_000).default(8).describe("Requests that may wait for a worker."),
  ahead: z
    .int()
    .min(0)
    .max(63)
    .default(6)
    .describe("Requests that came just before and are being served or wait."),
  service_ms: z
    .int()
    .min(1)
    .max(60_000)
    .default(60)
    .describe("Mean time that a worker takes for a request, in ms."),
  service: z
    .enum(["fixed", "exponential"])
    .default("exponential")
    .describe("How service times are distributed; exponential: a few take much longer."),
  when_full: z
    .enum(["answer-503", "fin", "rst"])
    .default("answer-503")
    .describe("What becomes of a request for which the queue has no place."),
});

type Pool = z.infer<typeof schema>;

/** Spreads whole numbers evenly over 0 to 1, so that the first few have short and long ones. */
const golden = (Math.sqrt(5) - 1) / 2;

/** The service time of the nth request: a quantile, so that the same pool is the same each time. */
function serviceOf({ service, service_ms }: Pool, n: number): number {
  if (service === "fixed") return service_ms;
  return -service_ms * Math.log(1 - ((0.5 + n * golden) % 1));
}

/**
 * When the nth request (from 0) is answered, in ms after it came, if all came at once; undefined:
 * there is no place for it.
 */
function answeredAt(pool: Pool, nth: number): number | undefined {
  const { workers, queue_max } = pool;
  if (nth >= workers + queue_max) return undefined;
  const free_at = new Array<number>(workers).fill(0);
  let done_at = 0;
  for (let n = 0; n <= nth; n += 1) {
    const next = free_at.indexOf(Math.min(...free_at));
    done_at = (free_at[next] ?? 0) + serviceOf(pool, n);
    free_at[next] = done_at;
  }
  return Math.round(done_at);
}

const full = { fin: "closed-before-head", rst: "reset-before-head" } as const;

/** What the nth request meets. */
function symptomOf(pool: Pool, nth: number): Symptom {
  const at = answeredAt(pool, nth);
  if (at !== undefined) return answeredAfter(at);
  if (pool.when_full === "answer-503") return { kind: "error-status", status: 503 };
  return { kind: full[pool.when_full] };
}

/** Which request it is says its path; any other one comes after all those ahead. */
const pathOf = (nth: number) => `/pool/${nth}`;

function nthOf({ path }: RequestHead): number | undefined {
  const [, digits] = /^\/pool\/(\d{1,3})$/.exec(path) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

export default defineFault({
  id: "worker-pool",
  summary: "All workers are busy: the request waits in their queue, or finds it full.",
  scope: "request",
  symptom: (pool) => symptomOf(pool, pool.ahead),
  params: schema,
  variants: {
    "free-worker": { ahead: 3 },
    "short-queue": { ahead: 6 },
    // No answer of these comes within 200 ms of the usual read timeout: a busy machine decides nothing.
    "long-queue": { workers: 2, ahead: 5, queue_max: 64, service_ms: 1_050 },
    "one-slow-worker": { workers: 1, ahead: 3, service_ms: 350 },
    "full-503": { workers: 2, queue_max: 2, ahead: 4 },
    "full-fin": { workers: 2, queue_max: 2, ahead: 4, when_full: "fin" },
    "full-rst": { workers: 2, queue_max: 2, ahead: 4, when_full: "rst" },
    "no-queue": { ahead: 4, queue_max: 0 },
  },
  setting: (pool) => {
    const all = Array.from({ length: pool.ahead + 1 }, (_, nth) => nth);
    return {
      requests: all.map((nth) => ({
        path: pathOf(nth),
        ...(nth === 0 ? {} : { beside: "at-once" as const }),
      })),
      symptoms: all.map((nth) => symptomOf(pool, nth)),
    };
  },
  *script(pool) {
    const nth = nthOf(yield* readHead());
    const at = answeredAt(pool, nth ?? pool.ahead);
    if (at !== undefined) {
      // It waits from here on, and its peer may lose patience.
      yield* delivered();
      yield* sleep(at);
      yield* send(fullResponse(200, "served\n"));
    } else if (pool.when_full === "answer-503") {
      yield* deliver(fullResponse(503, "all workers are busy\n", { "retry-after": 1 }));
    } else if (pool.when_full === "rst") {
      yield* reset();
      return;
    }
    yield* finish();
  },
});
