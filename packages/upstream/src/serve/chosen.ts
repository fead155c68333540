import {
  createRandom,
  didYouMean,
  outline,
  Problem,
  processActs,
  scopeOfActs,
} from "@gatecrash/core";
import type {
  Act,
  Acting,
  AnyFault,
  CatalogueFault,
  FaultScope,
  Random,
  Script,
} from "@gatecrash/core";
import { z } from "zod";
import { memoryLimit } from "../memory-limit.ts";

/** The faults that are there. Whoever starts the server knows where they come from. */
export interface FaultCatalogue {
  ids: readonly string[];
  /** Loads one fault; undefined if it is not there. */
  find(id: string): Promise<AnyFault | undefined>;
  all(): Promise<CatalogueFault[]>;
}

/** A fault with complete parameters, or a list of acts: ready to be played. */
export interface Chosen {
  /** Id of the fault, or `script`. */
  name: string;
  acting: Acting;
  scope: FaultScope;
  /** It takes the whole process. */
  own_process: boolean;
  descriptors_max?: number;
  script(random: Random): Script;
}

/**
 * @throws Problem `unknown-name` for the fault, `usage-invalid` for its parameters, `conflict` where
 *   its acts would do nothing
 */
export async function chooseFault(
  catalogue: FaultCatalogue,
  id: string,
  given: (fault: AnyFault) => Record<string, unknown>,
): Promise<Chosen> {
  const fault = await catalogue.find(id);
  if (!fault) {
    const message = `There is no fault "${id}".${didYouMean(id, catalogue.ids)}`;
    throw new Problem("unknown-name", message, "GET /faults of the control API lists them.");
  }
  const parsed = fault.params.safeParse(given(fault));
  if (!parsed.success) throw paramsProblem(fault, parsed.error);
  const params = parsed.data;
  const acts = outline(fault.script(params, createRandom("outline")));
  refuseUnlimited(acts);
  const { descriptors_max } = fault;
  return {
    name: id,
    acting: { fault: id, params },
    scope: fault.scope,
    own_process: takesProcess(acts) || descriptors_max !== undefined,
    ...(descriptors_max === undefined ? {} : { descriptors_max }),
    script: (random) => fault.script(params, random),
  };
}

/**
 * A script that was sent as data: a list of acts and nothing that could be run.
 * @throws Problem `conflict` as `chooseFault`
 */
export function chooseScript(acts: readonly Act[]): Chosen {
  refuseUnlimited(acts);
  return {
    name: "script",
    acting: { script: [...acts] },
    scope: scopeOfActs(acts.map((act) => act.kind)),
    own_process: takesProcess(acts),
    *script() {
      yield* acts;
    },
  };
}

/** Without a limit no kernel ends the process, and an answer that fails to come would look as if it had. */
function refuseUnlimited(acts: readonly Act[]): void {
  if (memoryLimit() !== undefined || acts.every(({ kind }) => kind !== "exhaust-memory")) return;
  throw new Problem(
    "conflict",
    "There is no limit of memory here that could be used up.",
    "Start the server in a container with one, such as docker run --memory 384m.",
  );
}

function takesProcess(acts: readonly Act[]): boolean {
  return acts.some((act) => processActs.has(act.kind));
}

/** Numbers and truth values out of the text of a query or a header, as the schema asks for them. */
export function readTexts(
  fault: AnyFault,
  texts: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(fault.params, { io: "input" });
  const read = ([name, text]: [string, string]) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [name, readText(text, typeof schema === "object" ? String(schema.type) : "")];
  };
  return Object.fromEntries(Object.entries(texts).map(read)) as Record<string, unknown>;
}

function readText(text: string, type: string): unknown {
  const numeric = type === "integer" || type === "number";
  if (numeric && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function paramsProblem(fault: AnyFault, error: z.ZodError): Problem {
  const known = Object.keys(fault.params.shape);
  const messages = error.issues.map((issue) => {
    if (issue.code !== "unrecognized_keys") return `${issue.path.join(".")}: ${issue.message}`;
    const [key = ""] = issue.keys;
    return `there is no parameter "${key}".${didYouMean(key, known)}`;
  });
  const help =
    known.length === 0 ? "It has no parameters." : `Its parameters are ${known.join(", ")}.`;
  return new Problem("usage-invalid", `${fault.id}: ${messages.join("; ")}`, help);
}
