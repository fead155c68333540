import { once } from "node:events";
import { connect } from "node:net";
import t from "tap";
import { ask, root } from "../setup/shell.mjs";
import { curlLines, type, whyNoPlayground } from "../suite/playground.mjs";

const project = `gatecrash-test-${process.pid}`;
const compose = (...args) =>
  ask(
    "docker",
    ["compose", "--project-directory", root, "--project-name", project, ...args],
    120_000,
  );

const reason = await whyNoPlayground();

t.test("docker-compose.yml and the curl lines of the playground", { skip: reason }, async (t) => {
  t.teardown(() => compose("down", "--volumes", "--timeout", "1"));
  const up = await compose("up", "--detach", "--pull", "never");
  if (up.code !== 0) {
    const logs = await compose("logs");
    t.fail("docker compose up", { output: up.text, logs: logs.text });
    return;
  }
  if (!(await reachable(8080))) {
    t.skip("this docker daemon publishes its ports in another network namespace");
    return;
  }
  await Promise.all([answers(8081), answers(8082)]);
  const lines = await curlLines("README.md");
  t.equal(lines.length, 5, "there are five lines");
  for (const { command, status, cut } of lines) {
    const { code, text } = await type(command);
    t.equal(/.*HTTP\/1\.1 (\d+)/s.exec(text)?.[1], status, command, { output: text });
    // curl ends with 18 where bytes were announced and did not come.
    t.equal(code, cut ? 18 : 0, `exit code of ${command}`, { output: text });
  }
});

/** The upstream is healthy by now, so that a refusal means that the port is not here. */
async function reachable(port) {
  const socket = connect(port, "127.0.0.1");
  const came = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "error").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return came;
}

/** Ready is a real answer: a published port may accept before the proxy listens. */
async function answers(port) {
  const options = "--silent --retry 100 --retry-delay 0 --retry-all-errors --retry-max-time 30";
  const { code, text } = await type(`curl ${options} --max-time 5 127.0.0.1:${port}/healthz`);
  if (code !== 0) throw new Error(`port ${port} gave no answer: ${text}`);
}
