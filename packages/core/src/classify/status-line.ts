/** A status line, or the detail of what is wrong with it. */
export type StatusLine = { version: string; status: number } | { invalid: string };

/**
 * Reads a status line as strictly as RFC 9112, section 4, writes it: one space between the parts,
 * the second of them even where no reason follows, three digits from 100 to 599 (RFC 9110,
 * section 15), a version of HTTP/1.
 */
export function parseStatusLine(line: string): StatusLine {
  const found = /^HTTP\/(\d)\.(\d) ([^ ]+)( [\t\x20-\x7e\x80-\xff]*)?$/.exec(line);
  if (!found) return { invalid: "malformed" };
  const [, major = "", minor = "", code = "", reason] = found;
  if (major !== "1") return { invalid: `version-${major}` };
  if (!/^\d+$/.test(code)) return { invalid: "not-a-number" };
  if (code.length < 3) return { invalid: "too-few-digits" };
  if (code.length > 3) return { invalid: "too-many-digits" };
  const status = Number(code);
  if (status < 100) return { invalid: "below-100" };
  if (status > 599) return { invalid: "above-599" };
  if (reason === undefined) return { invalid: "no-space-after-status" };
  return { version: `${major}.${minor}`, status };
}

/** The number in a status line, valid or not: what a lenient proxy may pass on. */
export function statusIn(line: string): number | undefined {
  const found = /^HTTP\/\d\.\d (\d+)(?: |$)/.exec(line);
  return found ? Number(found[1]) : undefined;
}
