import t from "tap";
import type { AuditRoute, Configuration, Front, Trial } from "@gatecrash/core";
import { defaultRequest } from "@gatecrash/core";
import { ownRequests } from "../src/own-requests.ts";

const cache = { value: { statuses: [200], seconds: 60, stale_on_error: false } };

function configuration(
  route: { settings?: object; client?: string } = {},
  { host = "0.0.0.0", counts = false } = {},
): Configuration {
  const front: Partial<Front> = { id: "f", address: { kind: "tcp", host, port: 80 } };
  return {
    fronts: [front as Front],
    routes: [{ id: "r", front: "f", settings: {}, ...route } as AuditRoute],
    ...(counts ? { counts_clients: true } : {}),
  } as Partial<Configuration> as Configuration;
}

const paths = ["/a", "/b?c=d"];
const trial = {
  requests: paths.map((path) => ({ ...defaultRequest, path })),
  audited: { route: "r", endpoints: [], faulty: [] },
} as Partial<Trial> as Trial;

t.test("the program's name tells which trial asks, unless the route wants another", async (t) => {
  const [first] = ownRequests(trial, 7, configuration()).requests;
  t.match(first, { path: "/a", headers: { "user-agent": "gatecrash-audit/7" } });
  const mobile = { ...defaultRequest, headers: { "user-agent": "Mobile" } };
  const [asked] = ownRequests({ ...trial, requests: [mobile] }, 7, configuration()).requests;
  t.equal(asked?.headers["user-agent"], "Mobile");
});

t.test("a cache has no answer for any request but its own", async (t) => {
  const asked = (number: number) =>
    ownRequests(trial, number, configuration({ settings: { cache } })).requests.map(
      ({ path }) => path,
    );
  t.same(asked(7), ["/a?gatecrash-audit=7-0", "/b?c=d&gatecrash-audit=7-1"]);
  const all = [...asked(7), ...asked(8), ...asked(71)];
  t.equal(new Set(all).size, all.length);
});

t.test("where addresses are counted, each trial has one of its own", async (t) => {
  const clientOf = (number: number, ...how: Parameters<typeof configuration>) =>
    ownRequests(trial, number, configuration(...how)).audited?.client;
  const all = [1, 2, 257, 70_000, 1_000_000].map((number) =>
    clientOf(number, {}, { counts: true }),
  );
  t.equal(new Set(all).size, all.length);
  t.ok(all.every((each) => /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.test(each ?? "")));
  t.equal(clientOf(1), undefined, "nobody counts");
  t.equal(clientOf(1, { client: "10.0.0.9" }, { counts: true }), undefined, "it needs another");
  t.equal(clientOf(1, {}, { counts: true, host: "::1" }), undefined, "there is but one ::1");
  t.equal(clientOf(1, {}, { counts: true, host: "10.0.0.5" }), undefined);
});
