/** The skeletons; each compiles as far as it can, and the compiler names what is left to answer. */
export const templates = {
  fault: {
    file: (id, family) => `packages/faults/src/${family}/${id}.ts`,
    next: [
      "Write the script; say in summary and symptom what the wire shows. Then:",
      "  npm run docs",
      "  npm run matrix -- --fault <id>",
    ],
    text: (id) => `import { z } from "zod";
import { defineFault, finish, readHead, responseHead, send } from "@gatecrash/core";

export default defineFault({
  id: "${id}",
  summary: "Announces a body, sends half of it, and closes.",
  scope: "request",
  symptom: { kind: "body-cut-short" },
  params: z.strictObject({
    sent_bytes: z.int().min(1).max(65_536).default(64).describe("Bytes of the body that are sent."),
  }),
  *script({ sent_bytes }) {
    yield* readHead();
    yield* send(responseHead(200, { "content-length": sent_bytes * 2 }) + "x".repeat(sent_bytes));
    yield* finish();
  },
});
`,
  },
  proxy: {
    file: (id) => `packages/proxies/src/${id}.ts`,
    next: [
      "Answer for every symptom that tsc names, and measure each answer on the real proxy. Then:",
      "  npm run docs",
      "  npm run matrix -- --proxy <id>",
    ],
    text: (id) => `import { defineProxy } from "@gatecrash/core";

export default defineProxy({
  id: "${id}",
  summary: "${id} as a reverse proxy in HTTP/1.1.",
  binary: "${id}",
  image: "${id}",
  version_args: ["--version"],
  pinned: [],
  outcomes: {
    healthy: { end: "answered", status: 200, because: "the answer is passed on" },
  },
  retries: () => false,
  render: ({ routes }) => ({
    files: {
      "${id}.conf": routes.map(({ front }) => \`listen \${front.port}\\n\`).join(""),
    },
    args: [],
    logs: [{ from: "stderr", log: "error" }],
    stop_signal: "SIGTERM",
  }),
  parseLog: () => undefined,
});
`,
  },
  reporter: {
    file: (id) => `packages/reporters/src/${id}.ts`,
    next: ["Write what it shows. Then:", "  npm run matrix -- --reporter <id>"],
    text: (id) => `import { columnOf, defineReporter, rowOf } from "@gatecrash/core";
import { visible } from "./shared/visible.ts";

export default defineReporter({
  id: "${id}",
  summary: "One line for each trial.",
  *render(report) {
    for (const trial of report.trials) {
      yield visible(\`\${trial.verdict} \${rowOf(trial)} \${columnOf(trial)}: \${trial.got}\`) + "\\n";
    }
  },
});
`,
  },
};
