/** A configuration with one bug in it, and what it looks like without. */
export interface Planted {
  finding: string;
  /** Where more than one configuration shows it. */
  variant?: string;
  proxy: "nginx" | "haproxy";
  broken: string;
  corrected: string;
  /** Faults that show it; none: the configuration says it by itself. */
  faults: readonly string[];
  methods: readonly string[];
  /** Versions of the proxy that show it, where not all do. */
  only_on?: RegExp;
  /** Line of the broken text that the finding has to name; a part of it is enough. */
  cause?: string;
}

export interface NginxParts {
  /** In the http block, before the server. */
  http?: string;
  location?: string;
  /** In the server block, after the location. */
  server?: string;
}

export const timeouts =
  "proxy_connect_timeout 400ms; proxy_send_timeout 400ms; proxy_read_timeout 400ms;";
export const two = "server 10.0.3.7:8080; server 10.0.3.8:8080;";

/** One server with one location; what is not said is what is right. */
export function nginx({ http = `upstream app { ${two} }`, location, server = "" }: NginxParts) {
  return `worker_processes 1;
events {}
http {
  ${timeouts}
  ${http}
  server {
    listen 8080;
    location / {
      ${location ?? "proxy_pass http://app;"}
    }
    ${server}
  }
}
`;
}

export const haproxyTimes =
  "timeout client 2s\n  timeout connect 400ms\n  timeout server 400ms\n  timeout queue 400ms";

export interface HaproxyParts {
  defaults?: string;
  backend: string;
  more?: string;
}

export function haproxy({ defaults = haproxyTimes, backend, more = "" }: HaproxyParts) {
  return `defaults
  mode http
  ${defaults}
frontend main
  bind :8080
  default_backend app
backend app
  ${backend}
${more}
`;
}

export const both = "server s1 10.0.3.7:8080\n  server s2 10.0.3.8:8080";
export const tls = "ca-file /etc/ssl/certs/ca-certificates.crt verify required";
export const get = ["GET"];
export const kept =
  'proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";';
