import { connect } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { isUnixSocket } from "@gatecrash/core";
import type { AuditFront } from "@gatecrash/core";

/**
 * Connects to a front. Half-open, so that the proxy's FIN does not close our side before it was
 * looked at.
 */
export function openFront(front: AuditFront, protocol: "http/1.1" | "h2"): Socket {
  const { address: at, tls, proxy_protocol, client, certificate } = front;
  const { address, port } = at;
  const from = client === undefined ? {} : { localAddress: client };
  const to = isUnixSocket(at) ? { path: address } : { host: address, port, noDelay: true, ...from };
  const socket = connect({ ...to, allowHalfOpen: true });
  // It precedes all else, also a TLS handshake (haproxy.org, proxy-protocol.txt, section 2.1).
  if (proxy_protocol === true) socket.write(proxyLine(client));
  if (tls === undefined) return socket;
  const own = certificate && { key: certificate.key, cert: certificate.chain };
  // Whose certificate the proxy shows is not what is asked here.
  const options = { servername: tls, rejectUnauthorized: false, ALPNProtocols: [protocol] };
  return connectTls({ socket, ...options, ...own });
}

function proxyLine(client: string | undefined): string {
  if (client === undefined) return "PROXY UNKNOWN\r\n";
  return client.includes(":")
    ? `PROXY TCP6 ${client} ::1 50000 80\r\n`
    : `PROXY TCP4 ${client} 127.0.0.1 50000 80\r\n`;
}
