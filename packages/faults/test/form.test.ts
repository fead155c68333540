import { readdir } from "node:fs/promises";
import t from "tap";
import {
  actSchema,
  actsMax,
  createRandom,
  outline,
  symptomOf,
  symptomSchema,
  variantsOf,
} from "@gatecrash/core";
import type { AnyFault } from "@gatecrash/core";
import { z } from "zod";
import { folder } from "../src/index.ts";

/** What every fault's file must be, asked of each: a new one is covered by being there. */
const families = (await readdir(folder, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const files = (
  await Promise.all(
    families.map(async (family) => {
      const names = await readdir(new URL(`${family}/`, folder));
      return names.map((name) => ({ family, name, id: name.replace(/\.ts$/, "") }));
    }),
  )
).flat();

type Tester = Pick<typeof t, "equal" | "not" | "match" | "ok" | "type" | "same" | "doesNotThrow">;

interface Described {
  type?: string;
  default?: unknown;
  description?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

/** A unit stands at the end of the name, and the description says it in words. */
const units: Record<string, RegExp> = { _ms: /\bms\b/, _bytes: /\b[Bb]ytes\b|\b[Ss]ize\b/ };

function checkParameter(t: Tester, name: string, described: Described, required: boolean): void {
  t.match(name, /^[a-z]+(_[a-z0-9]+)*$/, `${name}: in snake case`);
  t.not(described.default, undefined, `${name}: has a default`);
  t.match(described.description ?? "", /^[A-Z].*\.$/, `${name}: has a description`);
  t.ok(required, `${name}: is complete once defaults are filled in`);
  if (described.enum) return;
  t.equal(described.type, "integer", `${name}: is a choice or a whole number`);
  t.type(described.minimum, "number", `${name}: has a lower bound`);
  // zod writes the greatest safe number where no bound is given.
  t.ok((described.maximum ?? Infinity) < Number.MAX_SAFE_INTEGER, `${name}: has an upper bound`);
  for (const [unit, words] of Object.entries(units)) {
    if (name.endsWith(unit)) t.match(described.description, words, `${name}: names its unit`);
  }
}

function checkScripts(t: Tester, fault: AnyFault): void {
  for (const { name, params } of variantsOf(fault)) {
    const acts = (seed: string) => outline(fault.script(params, createRandom(seed)));
    const once = acts("form");
    t.ok(once.length > 0 && once.length < actsMax, `${name}: ends within the limit of acts`);
    for (const act of once) t.doesNotThrow(() => actSchema.parse(act), `${name}: ${act.kind}`);
    t.same(acts("form"), once, `${name}: the same seed gives the same acts`);
    t.doesNotThrow(() => symptomSchema.parse(symptomOf(fault, params)), `${name}: a symptom`);
    const first = once[0]?.kind;
    const reads = { request: "read-head", query: "read-question" };
    if (fault.scope === "request" || fault.scope === "query") {
      t.equal(first, reads[fault.scope], `${name}: takes up what was asked first`);
    } else {
      t.not(first, "read-head", `${name}: acts before a head is read`);
    }
  }
}

for (const { family, name, id } of files) {
  t.test(`${family}/${id}`, async (t) => {
    const module = (await import(new URL(`${family}/${name}`, folder).href)) as Record<
      string,
      unknown
    >;
    t.same(Object.keys(module), ["default"], "exports the fault and nothing else");
    const fault = module["default"] as AnyFault;
    t.equal(fault.id, id, "id = file name");
    t.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/, "id in kebab case");
    t.match(fault.summary, /^[A-Z](?:[^.]|\.(?=\S))*\.$/, "the summary is one sentence");
    t.ok(fault.summary.length <= 100, "the summary fits a line");
    const schema = z.toJSONSchema(fault.params) as {
      properties: Record<string, Described>;
      required?: string[];
      additionalProperties: unknown;
    };
    t.equal(schema.additionalProperties, false, "an unknown parameter is refused");
    for (const [parameter, described] of Object.entries(schema.properties)) {
      checkParameter(t, parameter, described, schema.required?.includes(parameter) ?? false);
    }
    for (const variant of Object.keys(fault.variants ?? {})) {
      t.match(variant, /^[a-z0-9]+(-[a-z0-9]+)*$/, `variant ${variant} in kebab case`);
    }
    checkScripts(t, fault);
  });
}

t.test("the catalogue as a whole", async (t) => {
  const ids = files.map((file) => file.id);
  t.same([...new Set(ids)], ids, "no id twice");
  t.ok(
    files.every((file) => file.name.endsWith(".ts")),
    "nothing but faults lies in a family",
  );
  const wanted = ["answer", "body", "connect", "dns", "framing", "head", "interim"];
  wanted.push("keepalive", "process", "request");
  t.same(families.filter((family) => wanted.includes(family)).sort(), wanted);
});
