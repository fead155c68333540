import { readdirSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import type { Configuration, SocketAddress } from "@gatecrash/core";
import { reader } from "../src/nginx/reader.ts";
import { folderSource } from "./support/nginx-source.ts";

const folder = join(import.meta.dirname, "fixtures", "nginx");

interface Expected {
  /** Each route: how it is reached → its group. */
  routes: string[];
  /** Addresses of all groups. */
  addresses: string[];
  needs?: object;
  settings?: object[];
}

const expected: Record<string, Expected> = {
  "static-site-and-api": {
    routes: [
      "0.0.0.0:443 www.example.com/api/health → http://api",
      "0.0.0.0:443 www.example.com/api/ → http://api",
    ],
    addresses: ["10.0.3.7:8080", "10.0.3.8:8080"],
    settings: [{ connect_timeout_ms: { value: 2000 } }, { read_timeout_ms: { value: 30_000 } }],
    needs: {
      files: [
        { kind: "other" },
        { path: "/run", kind: "folder" },
        { path: "/var/log/nginx", kind: "folder" },
        { path: "/etc/letsencrypt/live/example.com/fullchain.pem", kind: "certificate" },
        { path: "/etc/letsencrypt/live/example.com/privkey.pem", kind: "key" },
        { path: "/etc/nginx/dhparam.pem", kind: "dh-parameters" },
        { path: "/var/www/example.com", kind: "root" },
        { path: "/usr/share/nginx/html", kind: "root" },
      ],
      users: [{ name: "www-data" }],
      resolvers: [{ address: "10.0.0.2", port: 53 }],
    },
  },
  "php-fpm": {
    routes: [
      "0.0.0.0:80 localhost/probe → fastcgi://unix:/run/php/php8.2-fpm.sock",
      "0.0.0.0:80 localhost/fpm-status (from 10.0.0.7) → fastcgi://unix:/run/php/php8.2-fpm.sock",
    ],
    addresses: ["unix:/run/php/php8.2-fpm.sock"],
    settings: [
      { read_timeout_ms: { value: 300_000 }, request_body_bytes_max: { value: 20 * 2 ** 20 } },
    ],
  },
  wordpress: {
    routes: [
      "0.0.0.0:80 blog.example.org/wp-login.php → fastcgi://php",
      "0.0.0.0:80 blog.example.org/ → fastcgi://php",
    ],
    addresses: ["unix:/run/php/php8.2-fpm.sock", "127.0.0.1:9000"],
    settings: [
      { cache: undefined },
      {
        cache: { value: { statuses: [200, 301, 302], seconds: 3600, stale_on_error: true } },
        intercept_errors: { value: true },
      },
    ],
  },
  "node-websocket": {
    routes: [
      "0.0.0.0:80 chat.example.com/ → http://node_app",
      "0.0.0.0:80 chat.example.com/socket.io/ → http://node_app",
    ],
    addresses: ["app1.internal:3000", "app2.internal:3000"],
    settings: [
      { upgrade: { value: false } },
      {
        upgrade: { value: true },
        response_buffering: { value: false },
        read_timeout_ms: { value: 3_600_000 },
      },
    ],
    needs: { names: [{ name: "app1.internal", when: "start" }, { name: "app2.internal" }] },
  },
  grpc: {
    routes: [
      "0.0.0.0:50051 grpc.internal/helloworld.Greeter/ → grpc://greeter",
      "0.0.0.0:50051 grpc.internal/billing.Billing/ → grpcs://billing.internal:443",
    ],
    addresses: ["10.0.4.1:50051", "10.0.4.2:50051", "billing.internal:443"],
    settings: [
      {
        retry_on: { value: ["connect", "closed", "timeout", "status-503"] },
        retry_non_idempotent: { value: true },
        tries_max: { value: 2 },
      },
    ],
  },
  "microservices-maps": {
    routes: [
      "0.0.0.0:8080 api.example.com/search → http://10.0.8.2:9200",
      "0.0.0.0:8080 api.example.com/users/v1/ → http://users-v1.internal:8080",
      "0.0.0.0:8080 api.example.com/cart/ → http://cart",
      "0.0.0.0:8080 api.example.com/catalog/ → http://10.0.7.20:8080",
      "0.0.0.0:8080 api.example.com/payments/ → http://payments.internal:8443",
      "0.0.0.0:8080 api.example.com/cart/ (x-canary: always) → http://cart_canary",
      "0.0.0.0:8080 api.example.com/search?session=probe1 → http://10.0.8.1:9200",
    ],
    addresses: [
      ...["10.0.8.2:9200", "users-v1.internal:8080", "10.0.7.1:8080", "10.0.7.2:8080"],
      ...["10.0.7.20:8080", "payments.internal:8443", "10.0.7.9:8080", "10.0.8.1:9200"],
    ],
    needs: {
      names: [{ name: "users-v1.internal", when: "request" }, { name: "payments.internal" }],
    },
  },
  mtls: {
    routes: ["0.0.0.0:443 partners.example.com/ledger/ → https://ledger"],
    addresses: ["10.0.5.10:8443", "10.0.5.11:8443"],
    needs: {
      files: [
        ...[{ kind: "other" }, { kind: "folder" }, { kind: "folder" }],
        { path: "/etc/nginx/tls/partners.crt", kind: "certificate" },
        { path: "/etc/nginx/tls/partners.key", kind: "key" },
        { path: "/etc/nginx/tls/partners-ca.crt", kind: "authorities" },
        { path: "/etc/nginx/tls/passphrases", kind: "passwords" },
        { path: "/etc/nginx/tls/gateway.crt", kind: "certificate" },
        { path: "/etc/nginx/tls/gateway.key", kind: "key" },
        { path: "/etc/nginx/tls/internal-ca.crt", kind: "authorities" },
      ],
    },
  },
  "balancing-with-backup": {
    routes: [
      "0.0.0.0:80 shop.example.com/ → http://app",
      "0.0.0.0:80 shop.example.com/checkout/ → http://sticky",
      "0.0.0.0:80 shop.example.com/ (fallback) → http://10.0.9.50:8080, unreachable",
    ],
    addresses: [
      ...["10.0.2.1:8000", "10.0.2.2:8000", "10.0.2.3:8000", "10.0.9.1:8000"],
      ...["10.0.2.1:8001", "10.0.2.2:8001", "10.0.9.50:8080"],
    ],
    settings: [
      {
        tries_max: { value: 2 },
        retry_time_ms: { value: 5000 },
        connect_timeout_ms: { value: 500 },
      },
      {
        retry_on: { value: [] },
        request_buffering: { value: false },
        request_body_bytes_max: { value: 0 },
      },
    ],
  },
  cache: {
    routes: [
      "0.0.0.0:80 news.example.com/ → http://origin.internal",
      "0.0.0.0:80 news.example.com/live/ → http://10.0.6.4:8081",
    ],
    addresses: ["origin.internal:80", "10.0.6.4:8081"],
    settings: [
      {
        cache: { value: { statuses: [200, 301, 404], seconds: 600, stale_on_error: true } },
        head_bytes_max: { value: 16_384 },
      },
      {
        cache: undefined,
        error_pages: [{ value: { statuses: [404], target: "/live/none.json" } }],
      },
    ],
  },
  "auth-request": {
    routes: [
      "0.0.0.0:80 admin.example.com/ (auth) → http://oauth2_proxy",
      "0.0.0.0:80 admin.example.com/ → http://10.0.3.20:8000",
      "0.0.0.0:80 admin.example.com/oauth2/ → http://oauth2_proxy",
      "0.0.0.0:80 admin.example.com/metrics → http://10.0.3.20:9100",
      "0.0.0.0:80 admin.example.com/hooks/ (x-hook-token) (mirror) → http://10.0.3.22:8000",
      "0.0.0.0:80 admin.example.com/hooks/ (x-hook-token) → http://10.0.3.21:8000",
    ],
    addresses: [
      "127.0.0.1:4180",
      "10.0.3.20:8000",
      "10.0.3.20:9100",
      "10.0.3.22:8000",
      "10.0.3.21:8000",
    ],
  },
  "ingress-style": {
    routes: [
      "0.0.0.0:80 localhost/ → http://upstream-default-backend",
      "0.0.0.0:443 app.example.com/ → http://default-web-80",
      "0.0.0.0:443 app.example.com/api/probe → http://default-api-8080",
      "0.0.0.0:443 app.example.com/api/probe (canary: always) → http://default-api-canary-8080",
      "0.0.0.0:5432 → tcp://tcp-postgres-5432",
      "0.0.0.0:8883 → tcp://10.244.6.2:8443",
      "0.0.0.0:8883 mqtt.example.com → tcp://10.244.6.1:8883",
    ],
    addresses: [
      ...["127.0.0.1:8181", "10.244.1.5:8080", "10.244.2.7:8080", "10.244.1.9:8080"],
      ...[
        "10.244.3.3:8080",
        "10.244.5.5:5432",
        "10.244.5.6:5432",
        "10.244.6.2:8443",
        "10.244.6.1:8883",
      ],
    ],
    needs: {
      others: [{ address: { host: "10.96.7.7", port: 514 }, what: "log server" }],
      resolvers: [{ address: "10.96.0.10" }],
    },
  },
};

t.test("each fixture is expected", (t) => {
  t.strictSame(readdirSync(folder).sort(), Object.keys(expected).sort());
  t.end();
});

for (const [name, { routes, addresses, needs, settings = [] }] of Object.entries(expected)) {
  t.test(name, (t) => {
    const configuration = reader.read(folderSource(join(folder, name)));
    t.strictSame(configuration.routes.map(sentence), routes);
    t.strictSame(addressesOf(configuration), addresses);
    if (needs !== undefined) t.match(configuration.needs, needs);
    for (const [index, each] of settings.entries()) {
      t.match(configuration.routes[index]?.settings, each, routes[index]!);
    }
    checkReferences(t, configuration);
    t.notMatch(JSON.stringify(configuration, withoutRequests), /hunter2|YWRtaW46|s3cr3t/);
    t.end();
  });
}

/** Requests hold what a client has to send; all else may be shown. */
function withoutRequests(key: string, value: unknown): unknown {
  return key === "request" ? undefined : value;
}

function sentence({ id, group, request, protocol }: Configuration["routes"][number]): string {
  const isReached = request !== undefined || protocol === "tcp";
  return `${id} → ${group}${isReached ? "" : ", unreachable"}`;
}

function addressesOf({ groups }: Configuration): string[] {
  const endpoints = groups.flatMap((group) => group.endpoints);
  return [...new Set(endpoints.map(({ address }) => write(address)))];
}

function write(address: SocketAddress): string {
  return address.kind === "unix" ? `unix:${address.path}` : `${address.host}:${address.port}`;
}

/** What a consumer relies on: ids are unique, and what is referred to is there. */
function checkReferences(t: Test, { routes, groups, fronts }: Configuration): void {
  const ids = [routes, groups, fronts, groups.flatMap(({ endpoints }) => endpoints)];
  for (const list of ids) {
    const all = list.map(({ id }) => id);
    t.equal(new Set(all).size, all.length, `unique: ${all.join(", ")}`);
  }
  for (const { id, front, group, after_failure } of routes) {
    t.ok(groups.some((each) => each.id === group) && fronts.some((each) => each.id === front), id);
    for (const other of after_failure?.routes ?? []) t.ok(routes.some((each) => each.id === other));
  }
}
