import { applyEdits } from "@gatecrash/core";
import t from "tap";
import { reader as haproxy } from "../src/haproxy/reader/index.ts";
import { reader as nginx } from "../src/nginx/reader.ts";
import { sourceOf } from "./support/nginx-source.ts";
import { textSource } from "./support/source.ts";

const scaledNginx = (text: string, factor: number) =>
  applyEdits(text, nginx.scaleTimes(sourceOf(text), factor));

const scaledHaproxy = (text: string, factor: number) =>
  applyEdits(text, haproxy.scaleTimes(textSource({ "/a.cfg": text }), factor));

t.test("nginx: every timeout, and those in force by default, on the lines they had", async (t) => {
  const text = `events {}
http {
  proxy_read_timeout 1m30s; keepalive_timeout 75s 60s; ssl_session_timeout 1d;
  upstream app { server 10.0.0.1 max_fails=2 fail_timeout=30s; }
  server { listen 80; location / { proxy_pass http://app; proxy_next_upstream_timeout 0; } }
}
`;
  t.equal(
    scaledNginx(text, 0.01),
    `events {}
http { proxy_connect_timeout 600ms; proxy_send_timeout 600ms;
  proxy_read_timeout 900ms; keepalive_timeout 750ms 1s; ssl_session_timeout 1d;
  upstream app { server 10.0.0.1 max_fails=2 fail_timeout=1s; }
  server { listen 80; location / { proxy_pass http://app; proxy_next_upstream_timeout 0; } }
}
`,
  );
  const read = nginx.read(sourceOf(scaledNginx(text, 0.01)));
  t.match(read.routes[0]?.settings, {
    connect_timeout_ms: { value: 600 },
    read_timeout_ms: { value: 900 },
    retry_time_ms: { value: 0 },
  });
  t.equal(scaledNginx(text, 2).includes("proxy_read_timeout 180000ms"), true, "longer, too");
});

t.test("nginx: bytes that are passed on unread have timeouts of their own", async (t) => {
  const text = "events {}\nstream { server { listen 1; proxy_pass 10.0.0.1:2; } }\n";
  t.equal(
    scaledNginx(text, 0.1),
    "events {}\nstream { proxy_connect_timeout 6000ms; proxy_timeout 60000ms; server { listen 1; proxy_pass 10.0.0.1:2; } }\n",
  );
});

t.test("HAProxy: timeouts and the times of checks; comments stay", async (t) => {
  const text = `defaults
  timeout connect 10s # timeout server 1s
  timeout server 50000
  timeout queue 0
backend app
  default-server inter 2s fastinter 500 # inter 9s
  server s1 10.0.0.1:80 check inter 1m fall 3
`;
  t.equal(
    scaledHaproxy(text, 0.1),
    `defaults
  timeout connect 1000ms # timeout server 1s
  timeout server 5000ms
  timeout queue 0
backend app
  default-server inter 200ms fastinter 50ms # inter 9s
  server s1 10.0.0.1:80 check inter 6000ms fall 3
`,
  );
});

t.test("a time is never scaled to none", async (t) => {
  t.match(scaledHaproxy("defaults\n  timeout connect 5ms\n", 0.001), "timeout connect 1ms");
});
