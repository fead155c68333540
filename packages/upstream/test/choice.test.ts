import t from "tap";
import { defineFault } from "@gatecrash/core";
import { z } from "zod";
import { readChoice } from "../src/serve/choice.ts";
import { chooseFault, chooseScript, readTexts } from "../src/serve/chosen.ts";
import { memoryLimit } from "../src/memory-limit.ts";
import type { FaultCatalogue } from "../src/index.ts";

t.test("a choice is read from the path or the header", async (t) => {
  t.equal(readChoice("/", undefined), undefined);
  t.equal(readChoice("/faulty/crash", undefined), undefined);
  t.same(readChoice("/fault/crash", undefined), { id: "crash", params: {} });
  t.same(readChoice("/fault/cut%2Dbody?a=1&b=x%20y&a=2", undefined), {
    id: "cut-body",
    params: { a: "2", b: "x y" },
  });
  t.same(readChoice("/fault/%zz?", undefined), { id: "%zz", params: {} }, "bytes are data");
  t.same(readChoice("/fault/other", ' crash ; exit_code=3; note="a; b" ;;flag'), {
    id: "crash",
    params: { exit_code: "3", note: "a; b", flag: "" },
  });
  const polluted = readChoice("/fault/x?__proto__=1", undefined);
  t.ok(Object.hasOwn(polluted?.params ?? {}, "__proto__"), "a name like any other");
});

const fault = defineFault({
  id: "sample",
  summary: "For this test.",
  scope: "request",
  symptom: { kind: "healthy" },
  params: z.strictObject({
    count: z.int().min(0).max(9).default(1),
    share: z.number().default(0.5),
    loud: z.boolean().default(false),
    name: z.string().default("x"),
  }),
  *script({ count }) {
    yield { kind: "sleep", ms: count };
  },
});

const catalogue: FaultCatalogue = {
  ids: ["sample"],
  find: async (id) => (id === "sample" ? fault : undefined),
  all: async () => [{ family: "test", fault }],
};

t.test("texts become what the schema asks for, and nothing else", async (t) => {
  const texts = { count: "3", share: "1e-1", loud: "true", name: "12", other: "7" };
  t.same(readTexts(fault, texts), { count: 3, share: 0.1, loud: true, name: "12", other: "7" });
  t.same(readTexts(fault, { count: "", loud: "yes" }), { count: "", loud: "yes" });
  const chosen = await chooseFault(catalogue, "sample", (each) => readTexts(each, { count: "3" }));
  t.match(chosen, { name: "sample", scope: "request", own_process: false });
  t.same(chosen.acting, {
    fault: "sample",
    params: { count: 3, share: 0.5, loud: false, name: "x" },
  });
});

t.test("what is not there is refused by name", async (t) => {
  const choose = (id: string, params: Record<string, unknown>) =>
    chooseFault(catalogue, id, () => params);
  await t.rejects(choose("sampel", {}), {
    code: "unknown-name",
    message: 'There is no fault "sampel". Did you mean "sample"?',
  });
  await t.rejects(choose("sample", { cuont: 1 }), {
    code: "usage-invalid",
    message: 'sample: there is no parameter "cuont". Did you mean "count"?',
    help: "Its parameters are count, share, loud, name.",
  });
  await t.rejects(choose("sample", { count: 10 }), { code: "usage-invalid", message: /count: / });
});

const limited = memoryLimit() !== undefined && "a limit of memory holds here";

t.test("what would do nothing here is refused, not done without a word", { skip: limited }, (t) => {
  const refused = { code: "conflict", message: /no limit of memory/ };
  t.throws(() => chooseScript([{ kind: "read-head" }, { kind: "exhaust-memory" }]), refused);
  t.end();
});

t.test("a list of acts says for itself what it needs", async (t) => {
  t.match(chooseScript([{ kind: "reset" }]), { scope: "connection", own_process: false });
  const crash = chooseScript([{ kind: "read-head" }, { kind: "exit", code: 1 }]);
  t.match(crash, { scope: "request", own_process: true, name: "script" });
});
