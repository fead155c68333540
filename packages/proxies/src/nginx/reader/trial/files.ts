import { inForce, own, type Block } from "../model/block.ts";
import { evaluate } from "../variables/evaluate.ts";
import { fileOf } from "../variables/files.ts";
import { parseTemplate } from "../variables/template.ts";
import { isKnown } from "../variables/value.ts";
import { offer, type Run } from "./run.ts";

/** What comes of looking for files. */
export type Tried =
  | { kind: "here" }
  | { kind: "uri"; uri: string; args: string }
  | { kind: "named"; name: string }
  | { kind: "status"; status: number }
  | { kind: "unknown"; because: string };

/** `try_files`, which an `if` that applies takes out of force. */
export function tryFiles(run: Run, block: Block): Tried | undefined {
  const [directive] = own(block, "try_files");
  if (directive === undefined) return undefined;
  const names = directive.args.slice(0, -1);
  for (const name of names) {
    const uri = evaluate(run, parseTemplate(name));
    if (!isKnown(uri)) return { kind: "unknown", because: uri.unknown };
    if (!isThere(run, uri, name.endsWith("/"))) continue;
    run.trace.push(`file ${name}`);
    run.uri = uri.startsWith("/") ? uri.replace(/\/+$/, "/") : run.uri;
    return { kind: "here" };
  }
  return fallback(run, directive.args[directive.args.length - 1] ?? "=404");
}

/** Nothing is there but the roots themselves and what the trial asks for. */
function isThere(run: Run, uri: string, isFolder: boolean): boolean {
  if (isFolder) return /^\/+$/.test(uri);
  const path = fileOf(run, uri.startsWith("/") ? uri : `/${uri}`);
  if (!isKnown(path) || /\/$/.test(path)) return false;
  if (run.trial.files.includes(path)) return true;
  offer(run, () => [{ ...run.trial, files: [...run.trial.files, path] }]);
  return false;
}

function fallback(run: Run, last: string): Tried {
  if (last.startsWith("@")) return { kind: "named", name: last };
  if (/^=\d+$/.test(last)) return { kind: "status", status: Number(last.slice(1)) };
  const value = evaluate(run, parseTemplate(last));
  if (!isKnown(value)) return { kind: "unknown", because: value.unknown };
  if (value.startsWith("@")) return { kind: "named", name: value };
  const [uri = "", args = ""] = value.split(/\?(.*)/s);
  return { kind: "uri", uri: uri.startsWith("/") ? uri : `/${uri}`, args };
}

/** A path without anything behind it but files. */
export function serveFile(run: Run, block: Block): Tried {
  if (!["GET", "HEAD", "POST"].includes(run.method)) return { kind: "status", status: 405 };
  if (!run.uri.endsWith("/")) {
    return isThere(run, run.uri, false) ? { kind: "here" } : { kind: "status", status: 404 };
  }
  const names = inForce(block, "index").flatMap(({ args }) => args);
  for (const name of names.length > 0 ? names : ["index.html"]) {
    const value = evaluate(run, parseTemplate(name));
    if (!isKnown(value)) return { kind: "unknown", because: value.unknown };
    // An absolute one is taken without a look at the disk.
    if (value.startsWith("/")) return { kind: "uri", uri: value, args: run.args };
    if (isThere(run, run.uri + value, false)) {
      return { kind: "uri", uri: run.uri + value, args: run.args };
    }
    // When a file is missing nginx looks whether its folder is there, before the next name.
    if (!isFolderThere(run)) return { kind: "status", status: 404 };
  }
  return { kind: "status", status: 403 };
}

function isFolderThere(run: Run): boolean {
  if (run.uri === "/") return true;
  const path = fileOf(run, run.uri);
  if (!isKnown(path) || run.trial.files.some((file) => file.startsWith(path))) return true;
  offer(run, () => [{ ...run.trial, files: [...run.trial.files, path] }]);
  return false;
}
