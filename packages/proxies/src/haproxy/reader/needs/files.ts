import type { ConfigurationSource, NeededFile, Place } from "@gatecrash/core";
import { placeOf, word, type Line } from "../text/line.ts";
import { invalidEntry, listed } from "./crt-list.ts";
import { fromFile, under, type Bases } from "./paths.ts";
import type { Section } from "../text/sections.ts";

type Kind = NeededFile["kind"];

export interface FileContext {
  source: ConfigurationSource;
  bases: Bases;
  read(path: string): string | undefined;
  note(message: string, line?: Line): void;
}

/** Directives whose argument is a file, by their first words. */
const directives: readonly (readonly [words: string, at: number, kind: Kind])[] = [
  ["ssl-dh-param-file", 1, "dh-parameters"],
  ["lua-load", 1, "script"],
  ["lua-load-per-thread", 1, "script"],
  ["chroot", 1, "folder"],
  ["issuers-chain-path", 1, "folder"],
  ["h1-case-adjust-file", 1, "other"],
  ["server-state-base", 1, "folder"],
  ["errorfile", 2, "other"],
  ["docroot", 1, "root"],
  ["external-check command", 2, "script"],
];

/** Words of any directive that a file follows. */
const options: Readonly<Record<string, Kind>> = {
  "ca-file": "authorities",
  "ca-verify-file": "authorities",
  "ca-sign-file": "certificate-and-key",
  "crl-file": "other",
  crt: "certificate-and-key",
  "crt-list": "other",
  "tls-ticket-keys": "other",
};

/** The files that the lines of a section name. */
export function filesOf(section: Section, context: FileContext): NeededFile[] {
  const found: NeededFile[] = [];
  for (const line of section.lines) {
    for (const [words, at, kind] of directives)
      if (line.words.slice(0, at === 2 && words.includes(" ") ? 2 : 1).join(" ") === words)
        add(found, word(line, at), kind, line, context);
    line.words.forEach((each, index) => {
      const kind = Object.hasOwn(options, each) ? options[each] : undefined;
      const option = kind && ofOption(each, word(line, index + 1), kind, section, line, context);
      if (index > 0 && option) found.push(...option);
    });
    if (word(line, 0) === "http-error" || word(line, 1) === "return") bodies(found, line, context);
    patterns(found, line, context);
  }
  return found;
}

function add(found: NeededFile[], path: string, kind: Kind, line: Line, { bases }: FileContext) {
  if (path === "" || path === "/dev/null") return;
  found.push({ path: fromFile(path, line, bases), kind, at: placeOf(line) });
}

function ofOption(
  option: string,
  path: string,
  kind: Kind,
  section: Section,
  line: Line,
  context: FileContext,
): NeededFile[] {
  // `@…` names a store or the system's authorities.
  if (path === "" || path.startsWith("@")) return [];
  const { bases, source } = context;
  const isCertificate = option === "crt";
  const inStore = section.kind === "crt-store" ? baseOfStore(section) : "";
  const base = isCertificate || option === "crt-list" ? inStore || bases.crt : bases.ca;
  const full = fromFile(option === "crt-list" ? path : under(base, path), line, bases);
  const at = placeOf(line);
  if (isCertificate && (path.endsWith("/") || source.isFolder(full)))
    return [inFolder(full, at, context)];
  if (section.kind === "crt-store") return ofStore(full, section, line, context);
  const own: NeededFile[] = [{ path: full, kind, at }];
  if (option !== "crt-list") return own;
  const content = context.read(full);
  if (content === undefined) {
    context.note(invalidEntry(full), line);
    return own;
  }
  const certificates = listed(content).map((each) => ({
    path: under(bases.crt, each),
    kind: "certificate-and-key" as const,
    at,
  }));
  return [...own, ...certificates];
}

/** HAProxy does not start with a folder of certificates that holds none. */
function inFolder(path: string, at: Place, { source }: FileContext): NeededFile {
  const folder = path.replace(/\/+$/, "");
  if (source.glob(`${folder}/*`).length > 0) return { path, kind: "folder", at };
  return { path: `${folder}/gatecrash.pem`, kind: "certificate-and-key", at };
}

function baseOfStore(section: Section): string {
  const line = section.lines.findLast((each) => word(each, 0) === "crt-base");
  return line ? word(line, 1) : "";
}

/** `load crt x key y`: with a key of its own the certificate's file holds none. */
function ofStore(path: string, section: Section, line: Line, { bases }: FileContext): NeededFile[] {
  const at = placeOf(line);
  const index = line.words.indexOf("key");
  if (index < 0) return [{ path, kind: "certificate-and-key", at }];
  const own = section.lines.findLast((each) => word(each, 0) === "key-base");
  const key = under(own ? word(own, 1) : bases.key, word(line, index + 1));
  return [
    { path, kind: "certificate", at },
    { path: fromFile(key, line, bases), kind: "key", at },
  ];
}

/** `http-request return … file x` and `http-error … file x`. */
function bodies(found: NeededFile[], line: Line, context: FileContext): void {
  line.words.forEach((each, index) => {
    if (/^(lf-file|file|errorfile)$/.test(each) && index > 1)
      add(found, word(line, index + 1), "other", line, context);
  });
}

/** Pattern files of ACLs and maps. */
function patterns(found: NeededFile[], line: Line, context: FileContext): void {
  line.words.forEach((each, index) => {
    const isAcl = each === "-f" && (word(line, 0) === "acl" || line.words.includes("{"));
    if (isAcl) add(found, word(line, index + 1), "other", line, context);
    for (const [, path = ""] of each.matchAll(/\bmap(?:_[a-z]+){0,2}\(\s*["']?([^,)"']{1,4096})/g))
      if (!path.startsWith("virt@") && !path.startsWith("opt@"))
        add(found, path, "other", line, context);
  });
}
