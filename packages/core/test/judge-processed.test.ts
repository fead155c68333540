import t from "tap";
import type { Trial } from "../src/index.ts";
import { judged, trialOf } from "./samples.ts";
import type { Happened } from "./samples.ts";

t.test(
  "a second try on a fresh connection does not hide that the fault came on a kept one",
  async (t) => {
    const topology = { ...trialOf().topology, keepalive: true, retries: 1 };
    const kept: Partial<Trial> = {
      topology,
      symptom: { kind: "reset-before-head", detail: "kept" },
    };
    t.equal(judged(kept, [{ status: 200, kept: true }]).status, "pass");
    t.equal(judged(kept, [{ status: 502, kept: true }]).status, "fail");
    t.equal(judged(kept, [{ status: 502 }]).status, "pass", "the connection was fresh");
  },
);

t.test("what a proxy does besides passing on changes an outcome", async (t) => {
  const topology = { ...trialOf().topology, processing: "cache" as const };
  const ok: Happened = { status: 200, delivered: false };
  t.match(judged({ topology }, [ok, { status: 200 }]), {
    status: "pass",
    reason: "It had kept one.",
  });
  t.equal(judged({ topology }, [{ status: 502 }, ok]).status, "pass", "nothing was kept before it");
  const asked = { topology, when: { path: "/auth" } };
  t.match(judged(asked, [{ status: 500 }]), { status: "pass", reason: "It asks there." });
  const unprocessed = trialOf().topology;
  t.equal(judged({ topology: unprocessed }, [ok, { status: 502 }]).status, "pass");
});
