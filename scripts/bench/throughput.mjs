import autocannon from "autocannon";
import { fileURLToPath } from "node:url";
import { median, startNode, startServe } from "./processes.mjs";

const rounds = 7;
const round_s = 3;
const connections = 10;

/** Requests a second with no fault active, against a bare Fastify; both in turn, in one run. */
export async function* bench() {
  const bare = await startNode([fileURLToPath(new URL("bare.mjs", import.meta.url))]);
  const served = await startServe();
  try {
    const ours = [];
    const theirs = [];
    const ratios = [];
    for (let round = 0; round <= rounds; round += 1) {
      const [first, second] =
        round % 2 === 0 ? [bare.line, served.upstream.href] : [served.upstream.href, bare.line];
      const a = await requestsPerSecond(first);
      const b = await requestsPerSecond(second);
      // The first round is for the compiler of node.
      if (round === 0) continue;
      const [theirRate, ourRate] = round % 2 === 0 ? [a, b] : [b, a];
      theirs.push(theirRate);
      ours.push(ourRate);
      ratios.push(ourRate / theirRate);
    }
    yield ["fake upstream, requests/s", median(ours).toFixed(0), ""];
    yield ["bare Fastify, requests/s", median(theirs).toFixed(0), ""];
    yield [
      `fake upstream / bare Fastify (median of ${rounds})`,
      median(ratios).toFixed(2),
      ">= 0.90",
    ];
  } finally {
    await served.stop();
    await bare.stop();
  }
}

async function requestsPerSecond(url) {
  const { requests, errors, non2xx } = await autocannon({ url, connections, duration: round_s });
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${non2xx} not 2xx`);
  return requests.average;
}
