import { fileURLToPath } from "node:url";
import { ask, residentKiB, startNode, startServe } from "./processes.mjs";

const connections = 10_000;

/** Memory of a connection on which nothing happens, before and after a request was read. */
export async function* bench() {
  yield* silent("close-on-accept", "silent from the accept on", []);
  yield* silent("close-before-head", "silent after the request", ["speak"]);
}

async function* silent(fault, name, speak) {
  const served = await startServe();
  try {
    await ask(served.control, "POST", "/injections", { fault, params: { ending: "silence" } });
    const before_KiB = residentKiB(served.pid);
    const hold = fileURLToPath(new URL("hold.mjs", import.meta.url));
    const held = await startNode([hold, served.upstream.port, String(connections), ...speak]);
    try {
      await untilHeld(served.control);
      const each = (residentKiB(served.pid) - before_KiB) / connections;
      yield [`KiB per connection, ${name} (${connections})`, each.toFixed(1), "<= 20"];
    } finally {
      await held.stop();
    }
  } finally {
    await served.stop();
  }
}

/** The kernel has accepted them all before the process has seen them. */
async function untilHeld(control) {
  for (;;) {
    const { injections } = await ask(control, "GET", "/injections");
    if (injections[0].delivered >= connections) return;
  }
}
