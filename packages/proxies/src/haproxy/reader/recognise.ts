const header =
  /^(global|defaults|frontend|backend|listen|resolvers|peers|userlist|cache|fcgi-app|http-errors|ring|mailers|program|log-forward|crt-store)$/;
const namedOnly = /^(frontend|backend|listen)$/;
const setting =
  /^(mode|bind|server|server-template|default-server|timeout|option|log|balance|default_backend|use_backend|acl|http-request|http-response|tcp-request|maxconn|stats|retries|nameserver|peer|user|group|daemon|chroot|errorfile|stick-table|nbthread|max-age|total-max-size|errorfiles|docroot)$/;

const charactersMax = 256 * 1024;

/**
 * True if the text looks like a configuration of HAProxy: its first line that is no comment opens a
 * section, and settings that stand in such sections follow. Looks at the beginning only.
 */
export function recognises(text: string): boolean {
  const part = text.slice(0, charactersMax);
  if (part.includes("\0")) return false;
  let sections = 0;
  let settings = 0;
  let others = 0;
  for (const raw of part.split("\n")) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(".")) continue;
    const words = line.split(/\s+/);
    const first = words[0] ?? "";
    if (header.test(first) && isHeader(first, words)) sections += 1;
    else if (sections === 0) return false;
    else if (setting.test(first) && !/[;{]$/.test(line)) settings += 1;
    else if (/[;{}:]$|^[{}]|^- /.test(line)) others += 1;
  }
  return sections > 0 && (settings > 0 || others === 0) && settings * 2 >= others;
}

function isHeader(kind: string, words: string[]): boolean {
  const name = words[1] ?? "";
  if (namedOnly.test(kind) && (name === "" || name === "=" || name.startsWith(":"))) return false;
  const end = words.findIndex((word) => word.startsWith("#"));
  return (end < 0 ? words.length : end) <= 4 && !/[;{:,]$/.test(words.at(-1) ?? "");
}
