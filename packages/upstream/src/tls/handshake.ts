import type { Socket } from "node:net";
import { createServer } from "node:tls";
import type { TlsOptions, TLSSocket } from "node:tls";
import type { ActOf, TlsVersion } from "@gatecrash/core";
import { limits } from "../limits.ts";
import { openAuthority } from "./authority.ts";
import { Flight } from "./flight.ts";
import { sealedRecord } from "./sealed.ts";
import { Wire } from "./wire.ts";

/** What came of a handshake. Nothing is open in `stopped` and `failed` but the raw socket. */
export type Handshake =
  | { end: "established"; stream: TLSSocket; note: string; seal: Seal }
  | { end: "stopped"; note: string }
  /** `answered`: the upstream had sent something, or had refused what the peer sent. */
  | { end: "failed"; answered: boolean; note: string };

/** Makes a record of a type that the library sends only by itself; undefined below TLS 1.3, and for ciphers unknown here. */
export type Seal = (type: number, content: Buffer) => Buffer | undefined;

const versions = { "1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2", "1.3": "TLSv1.3" } as const;

/**
 * Does the server's part of a handshake on a raw socket, from which nothing else may read meanwhile.
 * The socket is left open whatever comes of it.
 */
export async function handshake(
  raw: Socket,
  act: ActOf<"start-tls">,
  signal: AbortSignal,
): Promise<Handshake> {
  const options = await serverOptions(act);
  const wire = new Wire(raw, act.stop === undefined ? undefined : new Flight(act.stop));
  return new Promise((resolve) => {
    const failed = (note: string, refused = false) => {
      wire.detach();
      resolve({ end: "failed", answered: refused || wire.sent_bytes > 0, note });
    };
    const server = createServer(options);
    let secret: Buffer | undefined;
    server.on("keylog", (line) => {
      secret ??= secretIn(line.toString("latin1"));
    });
    server.once("secureConnection", (stream) => {
      // In TLS 1.2 the server thinks it is done when it has written what is stopped.
      if (act.stop !== undefined) return;
      const seal: Seal = (type, content) => {
        const { standardName } = stream.getCipher();
        return secret && sealedRecord(secret, standardName, wire.sealed_records, type, content);
      };
      resolve({ end: "established", stream, note: describe(stream), seal });
    });
    server.once("tlsClientError", (error: NodeJS.ErrnoException & { reason?: string }) => {
      // OpenSSL's own reason: what the peer sent was read and refused.
      failed(error.reason ?? error.code ?? error.message, error.reason !== undefined);
    });
    raw.once("close", () => {
      failed("the peer left");
    });
    signal.addEventListener("abort", () => {
      failed("healed");
    });
    wire.onStopped = () => {
      resolve({ end: "stopped", note: `stopped after ${wire.sent_bytes} bytes` });
    };
    server.emit("connection", wire);
  });
}

/** The secret of what the server sends, in a line of the key log (NSS, as of SSLKEYLOGFILE). */
function secretIn(line: string): Buffer | undefined {
  const [, hex] = /^SERVER_TRAFFIC_SECRET_0 [0-9a-f]+ ([0-9a-f]+)/.exec(line) ?? [];
  return hex === undefined ? undefined : Buffer.from(hex, "hex");
}

async function serverOptions(act: ActOf<"start-tls">): Promise<TlsOptions> {
  const authority = await openAuthority();
  const { key, chain } = await authority.identity(act.certificate);
  const asked = act.client_certificate !== "unasked";
  return {
    key,
    cert: chain,
    ...range(act.version),
    // Level 0: weak keys and old versions are what some faults are made of.
    ciphers: `${act.ciphers ?? "DEFAULT"}@SECLEVEL=0`,
    handshakeTimeout: limits.silence_ms_max,
    // With an empty list node would refuse every client that offers something.
    ...(act.alpn && act.alpn.length > 0 ? { ALPNProtocols: act.alpn } : {}),
    // Without it node would read in all of the world's authorities, which takes long.
    ca: authority.certificate,
    requestCert: asked,
    rejectUnauthorized: act.client_certificate === "required",
  };
}

function range(version: TlsVersion): Pick<TlsOptions, "minVersion" | "maxVersion"> {
  if (version === "any") return { minVersion: "TLSv1.2", maxVersion: "TLSv1.3" };
  return { minVersion: versions[version], maxVersion: versions[version] };
}

function describe(secure: TLSSocket): string {
  const { servername, alpnProtocol } = secure as TLSSocket & { servername?: string | false };
  return [
    secure.getProtocol(),
    secure.getCipher().standardName,
    servername ? `SNI ${servername}` : "no SNI",
    ...(alpnProtocol ? [`ALPN ${alpnProtocol}`] : []),
  ].join(", ");
}
