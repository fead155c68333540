import t from "tap";
import { trialWithoutSecrets, withoutSecrets } from "../src/index.ts";
import type { AuditRoute, Configuration } from "../src/index.ts";
import { trialOf } from "./samples.ts";

const request = {
  method: "GET",
  host: "a.test",
  path: "/",
  headers: { "X-Api-Key": "s3cret", accept: "*/*" },
  secret_headers: ["X-Api-Key"],
};
const route = { id: "a", front: "f", group: "g", request } as unknown as AuditRoute;
const configuration = { routes: [route, { id: "b" }] } as unknown as Configuration;

t.test("a configuration is shown without the headers that hold a secret", async (t) => {
  const shown = withoutSecrets(configuration);
  t.strictSame(shown.routes[0]?.request?.headers, { "X-Api-Key": "<redacted>", accept: "*/*" });
  t.equal(configuration.routes[0]?.request?.headers["X-Api-Key"], "s3cret", "it is still sent");
});

t.test("so is a trial, whatever the case of its header names", async (t) => {
  const [plain] = trialOf().requests;
  const asked = { ...plain!, headers: { "x-api-key": "s3cret", accept: "*/*" } };
  const trial = { ...trialOf(), requests: [asked] };
  const audited = { route: "a", endpoints: [], faulty: [] };
  const shown = trialWithoutSecrets({ ...trial, audited }, configuration);
  t.strictSame(shown.requests[0]?.headers, { "x-api-key": "<redacted>", accept: "*/*" });
  t.equal(trialWithoutSecrets(trial, configuration), trial, "a trial of no audit is as it is");
});
