import { defineProxy } from "@gatecrash/core";
import { coverage } from "./nginx/coverage/index.ts";
import { parseLog } from "./nginx/log.ts";
import { details } from "./nginx/details/index.ts";
import { lackedBySaying, lacks } from "./nginx/lacks.ts";
import { outcomes } from "./nginx/outcomes.ts";
import { processed } from "./nginx/processed.ts";
import { render } from "./nginx/render.ts";
import { reader } from "./nginx/reader.ts";
import { attemptsMax, retries } from "./nginx/retries.ts";

export default defineProxy({
  id: "nginx",
  summary: "nginx with proxy_pass to an upstream group, in HTTP/1.1.",
  binary: "nginx",
  image: "nginx",
  version_args: ["-v"],
  pinned: ["1.22", "1.26", "1.30"],
  lacks,
  lackedBySaying,
  outcomes,
  details,
  inTopology: processed,
  retries,
  attempts_max: attemptsMax,
  render,
  parseLog,
  reader,
  coverage,
});
