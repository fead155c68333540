import { LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import type { z } from "zod";
import { actWords } from "./act-input.ts";
import { nearest } from "./nearest.ts";
import { Problem } from "./problem.ts";
import { scenarioSchema } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

/** Size limit of one scenario file. */
export const scenarioBytesMax = 1_048_576;

type Path = readonly PropertyKey[];

/** A parsed scenario, and a way to say where in the file a part of it stands. */
export interface ScenarioSource {
  scenario: Scenario;
  /** `file:line:col` of the node at a path. */
  where: (path: Path) => string;
}

/**
 * Reads a scenario from YAML. All mistakes are told at once, each with file, line and column.
 * @throws Problem `scenario-invalid`, `limit-exceeded`
 */
export function parseScenario(text: string, file: string): ScenarioSource {
  if (text.length > scenarioBytesMax) {
    throw new Problem("limit-exceeded", `${file}: larger than ${scenarioBytesMax} bytes`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 100 } as never);
  const syntax = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return `${file}:${line}:${col}: ${syntaxMessage(error)}`;
  });
  if (syntax.length > 0) throw new Problem("scenario-invalid", syntax.join("\n"));
  const where = (path: Path) => `${file}:${position(document, lines, path)}`;
  const parsed = scenarioSchema.safeParse(toPlain(document, file), { reportInput: true });
  if (parsed.success) return { scenario: parsed.data, where };
  const messages = parsed.error.issues
    .flatMap(flatten)
    .map((issue) => `${where(issuePath(issue))}: ${tell(issue)}`);
  throw new Problem(
    "scenario-invalid",
    [...new Set(messages)].join("\n"),
    "The format is described in scenarios/README.md and scenarios/scenario.schema.json.",
  );
}

function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new Problem("scenario-invalid", `${file}:1:1: ${String(error)}`);
  }
}

type Issue = z.core.$ZodIssue;

/** A union's issue hides what is wrong: show the branch that came nearest. */
function flatten(issue: Issue): Issue[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ ...issue, keys: [key] }));
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const misses = (branch: Issue[]) => branch.filter(({ path }) => path.length === 0).length;
  const branches = branchesFor(issue.input, issue.errors).sort(
    (a, b) => unknownKeys(a) - unknownKeys(b) || misses(a) - misses(b) || a.length - b.length,
  );
  const best = withoutMissing(issue.input, branches[0] ?? []);
  const fits = best.some((each) => each.code !== "invalid_type" || each.path.length > 0);
  if (!fits) return [issue];
  return best.flatMap((each) => flatten({ ...each, path: [...issue.path, ...each.path] }));
}

/** What is written as a map was not meant as one word, so branches for words are left out. */
function branchesFor(input: unknown, branches: Issue[][]): Issue[][] {
  if (typeof input !== "object" || input === null) return [...branches];
  const wrongKind = ({ path, code }: Issue) =>
    path.length === 0 && (code === "invalid_type" || code === "invalid_value");
  const maps = branches.filter((branch) => !branch.some(wrongKind));
  return maps.length > 0 ? maps : [...branches];
}

function unknownKeys(branch: readonly Issue[]): number {
  return branch.reduce(
    (sum, each) => sum + (each.code === "unrecognized_keys" ? each.keys.length : 0),
    0,
  );
}

/** Where no key is known, those that are missing say nothing. */
function withoutMissing(input: unknown, branch: Issue[]): Issue[] {
  const keys = typeof input === "object" && input !== null ? Object.keys(input).length : 0;
  if (keys === 0 || unknownKeys(branch) < keys) return branch;
  return branch.filter((each) => each.code === "unrecognized_keys");
}

/** An unknown key is shown at the key, not at the object that holds it. */
function issuePath(issue: Issue): Path {
  return issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
}

function tell(issue: Issue): string {
  const at = issue.path.length > 0 ? `${issue.path.map(String).join(".")}: ` : "";
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const meant = nearest(key, [...knownKeys, ...actWords]);
    return `${at}unknown key "${key}"${meant === undefined ? "" : `, did you mean "${meant}"?`}`;
  }
  if (issue.code === "invalid_value") {
    const meant =
      typeof issue.input === "string" ? nearest(issue.input, issue.values.map(String)) : undefined;
    return `${at}expected one of ${issue.values.map(String).join(", ")}${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
  }
  if (issue.code === "invalid_union")
    return `${at}not understood; acts are: ${actWords.join(", ")}`;
  if (issue.code === "invalid_type" && issue.input === undefined)
    return `${at}missing, expected ${issue.expected}`;
  return `${at}${issue.message}`;
}

/** The parser's message without its picture of the line, and without the place, told before it. */
function syntaxMessage({ code, message }: { code: string; message: string }): string {
  return message.split("\n", 1)[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? code;
}

/** Keys that can be meant by a mistyped one, wherever they belong. */
const knownKeys: readonly string[] = [
  ...Object.keys(scenarioSchema.shape),
  ..."use variant params when upstream name symptom detail status script".split(" "),
  ..."path method header nth every first probability for_ms count_max".split(" "),
  ..."upstreams backups retries retry_on timeouts connect_ms send_ms read_ms".split(" "),
  ..."queue_ms body_ms requests_max queue_max keepalive buffering".split(" "),
  ..."protocol tls socket resolve resolve_ms after_ms after_questions".split(" "),
  ..."beside after_connections".split(" "),
  ..."request_body_max_bytes headers body_bytes end timer log attempts because".split(" "),
];

function position(document: Document, lines: LineCounter, path: Path): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown =
      length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const key = length === path.length ? keyRange(document, path) : undefined;
    const start = key ?? rangeStart(node);
    if (start !== undefined) {
      const { line, col } = lines.linePos(start);
      return `${line}:${col}`;
    }
  }
  return "1:1";
}

function rangeStart(node: unknown): number | undefined {
  const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
  return range?.[0];
}

/** Start of the key itself, for a path that ends at a key of a map. */
function keyRange(document: Document, path: Path): number | undefined {
  const parent: unknown =
    path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const items = (parent as { items?: { key?: { value?: unknown } }[] } | null | undefined)?.items;
  const pair = items?.find((item) => item.key?.value === path.at(-1));
  return rangeStart(pair?.key);
}
