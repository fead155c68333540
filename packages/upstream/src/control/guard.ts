import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Problem } from "@gatecrash/core";

export interface GuardOptions {
  /** Names by which the API may be called, besides its own addresses; with or without a port. */
  allow_hosts: readonly string[];
  /** If there is one, every request must bring it. */
  token?: string;
}

/** Subprotocol of the events; a browser sends the token as a second one: this prefix and base64url. */
export const eventsProtocol = "gatecrash.events";
export const tokenProtocolPrefix = "gatecrash.token.";

/**
 * Lets a request in, or says why not. Whoever runs a browser on this machine runs pages of others
 * too: a page must not reach the API through a name that it has pointed at this address (DNS
 * rebinding), nor from its own origin.
 * @throws Problem `host-refused`, `origin-refused`, `token-invalid`
 */
export function guard(request: IncomingMessage, options: GuardOptions): void {
  const { headers, socket } = request;
  const host = (headers.host ?? "").toLowerCase();
  const own = ownHosts(socket.localAddress ?? "", socket.localPort ?? 0);
  if (!own.includes(host) && !allowed(host, options.allow_hosts)) {
    throw new Problem(
      "host-refused",
      `expected the Host header to be one of ${own.join(", ")}, but it is "${host}"`,
      "Call it by one of these, or start with --allow-host <name>.",
    );
  }
  const { origin } = headers;
  const site = headers["sec-fetch-site"] ?? "none";
  const foreign = origin !== undefined && origin.toLowerCase() !== `http://${host}`;
  if (foreign || (site !== "none" && site !== "same-origin")) {
    throw new Problem(
      "origin-refused",
      `a page of another origin (${origin ?? String(site)}) may not ask`,
      "Call the API from a program or from a page of its own origin.",
    );
  }
  if (options.token !== undefined && !sameSecret(sentToken(request), options.token)) {
    const sent = sentToken(request) === undefined ? "there is none" : "it is another";
    const message = `expected the token of the API, but ${sent}`;
    throw new Problem("token-invalid", message, "Send it as Authorization: Bearer <token>.");
  }
}

/** A literal address cannot be rebound, so the address that was reached is as good as localhost. */
function ownHosts(address: string, port: number): string[] {
  const plain = address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
  const literal = plain.includes(":") ? `[${plain}]` : plain;
  const names = [...new Set([literal, "localhost", "127.0.0.1", "[::1]"])];
  return names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

function allowed(host: string, names: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, "");
  return names.some((each) => each.toLowerCase() === host || each.toLowerCase() === name);
}

function sentToken({ headers }: IncomingMessage): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const protocols = (headers["sec-websocket-protocol"] ?? "").split(",").map((each) => each.trim());
  const protocol = protocols.find((each) => each.startsWith(tokenProtocolPrefix));
  if (protocol === undefined) return undefined;
  return Buffer.from(protocol.slice(tokenProtocolPrefix.length), "base64url").toString("utf8");
}

/** In a time that tells nothing of where they differ, nor of how long the secret is. */
function sameSecret(sent: string | undefined, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(sent ?? ""), digest(secret)) && sent !== undefined;
}
