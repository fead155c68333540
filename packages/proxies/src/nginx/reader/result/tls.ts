import type { Setting, UpstreamTls } from "@gatecrash/core";
import { oneInForce, type Block } from "../model/block.ts";
import { placeOf } from "../syntax/place.ts";
import { flag } from "../syntax/units.ts";
import type { Value } from "../variables/value.ts";
import { asText, settingOf } from "./setting.ts";

const versions = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** TLS towards an upstream; `host` is what the pass names, nginx's `$proxy_host`. */
export function tlsOf(
  block: Block,
  family: string,
  host: string,
  read: (text: string) => Value,
): UpstreamTls {
  const name = (each: string) => `${family}_ssl_${each}`;
  const isSent = settingOf(block, name("server_name"), flag, false);
  const written = settingOf(block, name("name"), asText, host.replace(/:\d+$/, ""));
  const wanted = read(written.value);
  const sni = isSent.value && typeof wanted === "string" ? wanted.replace(/:\d+$/, "") : "";
  const at = isSent.value ? (written.at ?? isSent.at) : isSent.at;
  const tls: UpstreamTls = {
    verify: settingOf(block, name("verify"), flag, false),
    sni: { value: sni, directive: isSent.directive, ...(at !== undefined && { at }) },
    oldest_protocol: oldestProtocol(block, name("protocols")),
  };
  const certificate = file(block, name("certificate"));
  if (certificate !== undefined) tls.client_certificate = certificate;
  const authorities = file(block, name("trusted_certificate"));
  if (authorities !== undefined) tls.authorities = authorities;
  return tls;
}

/** The default is that of 1.27.3; before, TLSv1 was on the list, and OpenSSL refused it. */
function oldestProtocol(block: Block, directive: string): Setting<string> {
  const found = oneInForce(block, directive);
  const value = versions.find((version) => found?.args.includes(version));
  if (found === undefined || value === undefined) return { value: "TLSv1.2", directive };
  return { value, directive, at: placeOf(found) };
}

function file(block: Block, directive: string): Setting<string> | undefined {
  const found = oneInForce(block, directive);
  const value = found?.args[0];
  if (found === undefined || value === undefined || value === "") return undefined;
  return { value, directive, at: placeOf(found) };
}
