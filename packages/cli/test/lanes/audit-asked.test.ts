import { dirname, join } from "node:path";
import type { AuditReport } from "@gatecrash/audit";
import t from "tap";
import { runCli } from "../support/cli.ts";
import { written } from "../support/cured.ts";
import { auditSkip } from "../support/launchers.ts";
import { haproxy, nginx } from "../support/planted.ts";

const skips = { nginx: await auditSkip("nginx"), haproxy: await auditSkip("haproxy") };

/** A path that only a request of the user's own can know. */
const texts = {
  nginx: nginx({ location: "if ($http_x_key != 7) { return 403; } proxy_pass http://app;" }),
  haproxy: haproxy({
    backend: "http-request deny unless { req.hdr(x-key) 7 }\n  server s1 10.0.3.7:8080",
  }),
};

for (const proxy of ["nginx", "haproxy"] as const) {
  t.test(
    `${proxy}: a request of the user's is asked, and tried`,
    { skip: skips[proxy] },
    async (t) => {
      const file = written(t, texts[proxy]);
      const { stdout, stderr } = await runCli([
        ...["audit", file, "--launcher", "netns", "--lanes", "1", "--json", "--fault", "refuse"],
        ...["--request", "PUT /items/3?x=1 X-Key: 7", "--runs", join(dirname(file), "runs")],
      ]);
      t.match(stdout, /^\{/, stderr);
      const { routes } = JSON.parse(stdout) as AuditReport;
      const asked = routes.filter(({ id }) => id.includes("/items/3?x=1"));
      t.equal(asked.length, 1);
      t.strictSame(
        asked[0]?.baseline.map(({ what, status }) => `${what} ${status}`),
        ["PUT baseline 200"],
        "with its own method, and no other",
      );
      const outcome = asked[0]?.outcomes.find(({ what }) => what === "PUT refuse");
      t.match(outcome, { status: proxy === "nginx" ? 502 : 503, told: true });
    },
  );
}
