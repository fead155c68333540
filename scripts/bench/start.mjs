import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { answers, ask, gatecrash, median, residentKiB, startServe } from "./processes.mjs";

const starts = 7;

/** From the start of the process to the first answer of the fake upstream, and what it holds. */
export async function* bench() {
  const times = [];
  for (let index = 0; index < starts; index += 1) times.push(await timeOfStart());
  yield [
    `serve, start to first answer, ms (median of ${starts})`,
    median(times).toFixed(0),
    "<= 400",
  ];
  yield ["serve, start to first answer, ms (best)", Math.min(...times).toFixed(0), ""];
  const served = await startServe();
  try {
    await answers(served.upstream);
    await ask(served.control, "GET", "/status");
    yield [
      "serve, resident memory, MB",
      ((residentKiB(served.pid) * 1024) / 1e6).toFixed(1),
      "<= 100",
    ];
  } finally {
    await served.stop();
  }
}

async function timeOfStart() {
  const port = String(await freePort());
  const started = performance.now();
  const args = [gatecrash, "serve", `--port=${port}`, "--control-port=0", "--log-level=silent"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "exit");
  // Asked again and again: whoever waits for a line of its log waits for more than an answer.
  while (!(await answers({ hostname: "127.0.0.1", port }))) {
    if (child.exitCode !== null) throw new Error("serve ended");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const elapsed = performance.now() - started;
  child.kill("SIGTERM");
  await ended;
  return elapsed;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
