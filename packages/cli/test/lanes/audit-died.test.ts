import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { emptyFolder, runCli } from "../support/cli.ts";
import { auditSkip } from "../support/launchers.ts";
import { haproxy } from "../support/planted.ts";

/** It listens, as HAProxy does before it changes its root and user, and ends when it is asked. */
const program = `#!${process.execPath}
if (process.argv.includes("-v")) {
  console.log("HAProxy version 2.6.12 2023/03/28 - https://haproxy.org/");
} else {
  const server = require("node:net").createServer((socket) => {
    socket.on("error", () => undefined).once("data", () => {
      process.stderr.write("[ALERT] Cannot \\u001b[31mchroot(/nowhere).\\n", () => process.exit(1));
    });
  });
  server.listen(8080, "0.0.0.0");
}
`;

t.test(
  "a proxy that ends after it listened is told with its own last words",
  { skip: await auditSkip("haproxy") },
  async (t) => {
    const folder = emptyFolder(t);
    const binary = join(folder, "haproxy");
    writeFileSync(binary, program, { mode: 0o755 });
    const file = join(folder, "haproxy.cfg");
    writeFileSync(file, haproxy({ backend: "server s1 10.0.3.7:8080" }));
    const args = ["audit", file, "--launcher", "netns", "--binary", binary, "--lanes", "1"];
    const more = ["--fault", "refuse", "--method", "GET", "--runs", join(folder, "runs")];
    const { code, stdout, stderr } = await runCli([...args, ...more, "--json"]);
    t.equal(code, 2, `nothing can be told: ${stderr}`);
    const [route] = (JSON.parse(stdout) as AuditReport).routes;
    t.match(route?.left_out, "the proxy ended (exit code 1) although nobody asked it to");
    t.match(route?.left_out, "[ALERT] Cannot");
    const text = await runCli([...args, ...more]);
    t.match(text.stdout.replaceAll(/\s+/g, " "), `launcher netns started ${binary} (`);
    t.match(
      text.stdout.replaceAll(/\s+/g, " "),
      "it said: [ALERT] Cannot \\x1b[31mchroot(/nowhere).",
    );
  },
);
