import type { Line } from "../text/line.ts";

/** An option of a server, with the line that sets it. */
export interface Option {
  value: string;
  line: Line;
}

/** Options by name; one without an argument has an empty value. */
export type Options = ReadonlyMap<string, Option>;

/** Options that stand alone. */
const flags = new Set([
  "agent-check",
  "allow-0rtt",
  "backup",
  "check",
  "check-reuse-pool",
  "check-send-proxy",
  "check-ssl",
  "check-via-socks4",
  "disabled",
  "enabled",
  "force-sslv3",
  "force-tlsv10",
  "force-tlsv11",
  "force-tlsv12",
  "force-tlsv13",
  "non-stick",
  "send-proxy",
  "send-proxy-v2",
  "send-proxy-v2-ssl",
  "send-proxy-v2-ssl-cn",
  "ssl",
  "ssl-reuse",
  "stick",
  "strict-maxconn",
  "tfo",
  "renegotiate",
]);

/** What may follow the address of `source`, with an argument of its own. */
const afterSource = /^(usesrc|interface)$/;

/** Reads a server's options from word `from` on, on top of those of `default-server`. */
export function readOptions(line: Line, from: number, base: Options): Options {
  const options = new Map(base);
  for (let at = from; at < line.words.length; at += 1) {
    const name = line.words[at] ?? "";
    if (name.startsWith("no-")) {
      options.set(name, { value: "", line });
      options.delete(name.slice(3));
    } else if (flags.has(name)) {
      options.set(name, { value: "", line });
      switchOff(name, options);
    } else {
      at += 1;
      options.set(name, { value: line.words[at] ?? "", line });
      while (name === "source" && afterSource.test(line.words[at + 1] ?? "")) at += 2;
    }
  }
  return options;
}

/** What an option takes back that `default-server` may have set. */
function switchOff(name: string, options: Map<string, Option>): void {
  options.delete(`no-${name}`);
  if (name === "enabled") options.delete("disabled");
}
