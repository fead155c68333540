import type { Setting, UpstreamTls } from "@gatecrash/core";
import { set, standard } from "../settings/values.ts";
import type { Line } from "../text/line.ts";
import type { Option, Options } from "./options.ts";

/** What `global` says of TLS towards servers. */
export interface GlobalTls {
  /** `ssl-server-verify none`. */
  verify?: Line;
  /** The options of `ssl-default-server-options`. */
  options: Options;
}

/** TLS towards a server, if it speaks it. */
export function readTls(options: Options, global: GlobalTls): UpstreamTls | undefined {
  if (!options.has("ssl")) return undefined;
  const certificate = options.get("crt");
  const authorities = options.get("ca-file");
  return {
    verify: verifyOf(options, global),
    sni: sniOf(options.get("sni")),
    oldest_protocol: oldestOf(options, global),
    ...(certificate ? { client_certificate: ofOption("crt", certificate) } : {}),
    ...(authorities ? { authorities: ofOption("ca-file", authorities) } : {}),
  };
}

function ofOption(name: string, { value, line }: Option): Setting<string> {
  return set(value, name, line);
}

function verifyOf(options: Options, global: GlobalTls): Setting<boolean> {
  const own = options.get("verify");
  if (own) return set(own.value !== "none", "verify", own.line);
  if (global.verify) return set(false, "ssl-server-verify", global.verify);
  return standard(true, "verify");
}

/** `str(name)` is a fixed name; another expression stays as it is written. */
function sniOf(option: Option | undefined): Setting<string> {
  if (!option) return standard("", "sni");
  const fixed = /^str\(\s*['"]?([^'")]*)['"]?\s*\)$/.exec(option.value);
  return set(fixed?.[1] ?? option.value, "sni", option.line);
}

const forced = [
  ["force-tlsv13", "TLSv1.3"],
  ["force-tlsv12", "TLSv1.2"],
  ["force-tlsv11", "TLSv1.1"],
  ["force-tlsv10", "TLSv1.0"],
] as const;

/** Each of these takes one version away; the oldest that is left counts. */
const refused = [
  ["no-tlsv12", "TLSv1.3"],
  ["no-tlsv11", "TLSv1.2"],
  ["no-tlsv10", "TLSv1.1"],
  ["no-sslv3", "TLSv1.0"],
] as const;

function oldestOf(options: Options, global: GlobalTls): Setting<string> {
  for (const each of [options, global.options]) {
    const least = each.get("ssl-min-ver");
    if (least) return set(least.value, "ssl-min-ver", least.line);
    for (const [name, version] of [...forced, ...refused]) {
      const found = each.get(name);
      if (found) return set(version, name, found.line);
    }
  }
  return standard("", "ssl-min-ver");
}
