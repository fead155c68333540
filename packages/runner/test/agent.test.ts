import { PassThrough } from "node:stream";
import type { AgentLine, Command } from "@gatecrash/core";
import t from "tap";
import { runAgent } from "../src/agent/index.ts";
import type { AgentParts } from "../src/agent/index.ts";

/** An agent whose world is closed in this way; it is told to open it, and then left alone. */
async function runWith(close: () => Promise<void>) {
  const input = new PassThrough();
  const opened = new Promise<AgentLine>((resolve) => {
    const parts: Partial<AgentParts> = {
      openWorldServices: () => Promise.resolve({ close, untilFound: () => Promise.resolve() }),
    };
    const write = (line: string) => {
      const said = JSON.parse(line) as AgentLine;
      if ("reply" in said) resolve(said);
    };
    ended = runAgent({ parts: parts as AgentParts, input, write });
  });
  const world = { servers: [], names: {}, found_late: [], dns: [], logs: [] };
  const command: Command = { do: "open-world", lane: "l", world, log_files: [] };
  input.write(`${JSON.stringify({ id: 1, command })}\n`);
  await opened;
  input.end();
  await ended;
}

let ended: Promise<void> = Promise.resolve();

t.test("an agent ends when its runner is gone, and closes what it opened", async (t) => {
  let closed = false;
  await runWith(() => {
    closed = true;
    return Promise.resolve();
  });
  t.ok(closed);
});

t.test("what cannot be closed does not keep it", async (t) => {
  await runWith(() => new Promise<void>(() => undefined));
  t.pass("it ended");
});
