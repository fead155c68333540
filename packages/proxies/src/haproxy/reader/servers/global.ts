import type { Section } from "../text/sections.ts";
import { begins, word } from "../text/line.ts";
import { readOptions, type Options } from "./options.ts";
import type { GlobalTls } from "./tls.ts";

/** What the sections `global` say of TLS towards servers. */
export function readGlobalTls(sections: readonly Section[]): GlobalTls {
  const lines = sections.filter(({ kind }) => kind === "global").flatMap((each) => each.lines);
  const verify = lines.findLast((line) => begins(line, "ssl-server-verify"));
  let options: Options = new Map();
  for (const line of lines)
    if (begins(line, "ssl-default-server-options")) options = readOptions(line, 1, options);
  return { options, ...(verify && word(verify, 1) === "none" ? { verify } : {}) };
}
