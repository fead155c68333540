import type { RouteSettings } from "@gatecrash/core";
import { lastLine, type Proxy } from "../proxies.ts";
import { parseTime, standard, valueOf } from "./values.ts";

type Timeouts = Pick<
  RouteSettings,
  | "connect_timeout_ms"
  | "send_timeout_ms"
  | "read_timeout_ms"
  | "queue_timeout_ms"
  | "tunnel_timeout_ms"
  | "retry_time_ms"
>;

/** The timeouts of a backend; without one HAProxy waits for ever. */
export function readTimeouts(proxy: Proxy): Timeouts {
  const server = timeout(proxy, "server");
  const connect = timeout(proxy, "connect");
  const tunnel = lastLine(proxy.lines, "timeout", "tunnel");
  return {
    connect_timeout_ms: connect,
    send_timeout_ms: server,
    read_timeout_ms: server,
    queue_timeout_ms: timeout(proxy, "queue", connect),
    ...(tunnel ? { tunnel_timeout_ms: timeout(proxy, "tunnel") } : {}),
    retry_time_ms: standard(0, "retries"),
  };
}

function timeout(proxy: Proxy, name: string, otherwise = standard(0, `timeout ${name}`)) {
  const line = lastLine(proxy.lines, "timeout", name);
  return line ? valueOf(line, 2, `timeout ${name}`, parseTime, 0) : otherwise;
}
