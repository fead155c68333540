import type { RouteSettings, Setting } from "@gatecrash/core";
import { inForce, oneInForce, type Block } from "../model/block.ts";
import type { Pass } from "../model/families.ts";
import { placeOf } from "../syntax/place.ts";
import { bytes, flag, milliseconds } from "../syntax/units.ts";
import { errorPagesOf } from "../trial/error-page.ts";
import type { Site } from "../model/site.ts";
import { possibleValues } from "../variables/possible.ts";
import { cacheOf } from "./cache.ts";
import { retryingOf } from "./retrying.ts";
import { asText, settingOf } from "./setting.ts";

/** A page of memory, on most machines; nginx's default for buffers. */
const page_bytes = 4096;
const minute_ms = 60_000;

/** What is in force for requests that a pass sends on, with nginx's defaults. */
export function settingsOf(site: Site, { family, block }: Pass, servers: number): RouteSettings {
  const name = (each: string) => `${family}_${each}`;
  const time = (each: string) => settingOf(block, name(each), milliseconds, minute_ms);
  const cache = cacheOf(block, family);
  // memcached and gRPC answers are passed on as they come; gRPC requests too.
  const buffers = family !== "memcached" && family !== "grpc";
  const buffering = (each: string, otherwise: boolean) =>
    buffers ? settingOf(block, name(each), flag, true) : fixed(`${family}_pass`, otherwise);
  return {
    connect_timeout_ms: time("connect_timeout"),
    send_timeout_ms: time("send_timeout"),
    read_timeout_ms: time("read_timeout"),
    ...retryingOf(block, family, servers),
    response_buffering: buffering("buffering", false),
    request_buffering: buffering("request_buffering", family === "memcached"),
    head_bytes_max: settingOf(block, name("buffer_size"), bytes, page_bytes),
    request_body_bytes_max: settingOf(block, "client_max_body_size", bytes, 1024 * 1024),
    error_pages: errorPages(block),
    intercept_errors: settingOf(block, name("intercept_errors"), flag, false),
    ...(cache !== undefined && { cache }),
    upgrade: upgradeOf(site, block, family),
  };
}

function fixed<T>(directive: string, value: T): Setting<T> {
  return { value, directive };
}

function errorPages(block: Block): RouteSettings["error_pages"] {
  return errorPagesOf(block).map(({ statuses, becomes, target, directive }) => ({
    value: { statuses, target, ...(becomes !== undefined && { becomes }) },
    directive: "error_page",
    at: placeOf(directive),
  }));
}

/** Both headers have to be passed on, in HTTP/1.1; a `Connection` from a map may be `upgrade`. */
function upgradeOf(site: Site, block: Block, family: string): Setting<boolean> {
  const directive = "proxy_set_header";
  if (family !== "proxy") return { value: false, directive };
  const headers = inForce(block, directive);
  const find = (name: string) => headers.find(({ args }) => args[0]?.toLowerCase() === name);
  const [upgrade, connection] = [find("upgrade"), find("connection")];
  if (upgrade === undefined || connection === undefined) return { value: false, directive };
  const version = settingOf(block, "proxy_http_version", asText, "1.1");
  const values = possibleValues(site, connection.args[1] ?? "") ?? ["upgrade"];
  const isPassedOn = values.some((value) => /upgrade/i.test(value) || /\$/.test(value));
  return { value: isPassedOn && version.value === "1.1", directive, at: placeOf(upgrade) };
}

/** `proxy_http_version 2`, since 1.29.4. */
export function speaksHttp2({ family, block }: Pass): boolean {
  return family === "proxy" && oneInForce(block, "proxy_http_version")?.args[0] === "2";
}
