import { defineProxy } from "@gatecrash/core";
import { connectionTimer } from "./haproxy/connection-timer.ts";
import { coverage } from "./haproxy/coverage/index.ts";
import { parseLog } from "./haproxy/log.ts";
import { details } from "./haproxy/details/index.ts";
import { lacks } from "./haproxy/lacks.ts";
import { outcomes } from "./haproxy/outcomes.ts";
import { render } from "./haproxy/render.ts";
import { reader } from "./haproxy/reader/index.ts";
import { retries } from "./haproxy/retries.ts";

export default defineProxy({
  id: "haproxy",
  summary: "HAProxy in HTTP mode: a frontend and a backend for each route.",
  binary: "haproxy",
  image: "haproxy",
  version_args: ["-v"],
  pinned: ["2.6", "3.0", "3.2"],
  lacks,
  outcomes,
  details,
  inTopology: connectionTimer,
  reader,
  retries,
  render,
  parseLog,
  coverage,
});
