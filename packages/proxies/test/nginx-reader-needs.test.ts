import t from "tap";
import { read, readHttp } from "./support/nginx-source.ts";

const pass = "proxy_pass http://10.0.0.1:80;";

t.test("secrets are not shown", (t) => {
  const { routes, needs } = readHttp(`
    resolver 10.0.0.2; auth_basic_user_file /etc/nginx/htpasswd;
    server { location / { if ($http_authorization != "Bearer s3cret") { return 401; } proxy_pass http://user:s3cret@10.0.0.1; } }
    server { listen 81; location / { proxy_pass http://10.0.0.1/?token=s3cret&x=1; } }`);
  const places = JSON.stringify([routes.map(({ at, settings }) => [at, settings]), needs]);
  t.notMatch(places, "s3cret");
  t.match(places, "token=<redacted>&x=1");
  t.match(places, "/etc/nginx/htpasswd");
  t.end();
});

t.test("stream: addresses, names, timeouts, names of TLS hellos", (t) => {
  const { routes, groups, fronts } = read(`stream {
    map $ssl_preread_server_name $to { a.example 10.0.0.1:443; ~^b 10.0.0.2:443; default ""; }
    upstream db { least_conn; server 10.0.0.3:5432; server db.internal:5432 backup; }
    proxy_timeout 1h;
    server { listen 443; ssl_preread on; proxy_pass $to; }
    server { listen 127.0.0.1:5432; proxy_connect_timeout 2s; proxy_next_upstream off; proxy_pass db; }
    server { listen 636 ssl; proxy_ssl on; proxy_pass 10.0.0.4:636; } }`);
  t.match(fronts, [{ id: "0.0.0.0:443", mode: "tcp", tls: false }, {}, { tls: true }]);
  t.match(routes, [
    { group: "tcp://10.0.0.1:443", server_name: "a.example", protocol: "tcp" },
    { group: "tcp://10.0.0.2:443", server_name: "b" },
    {
      group: "tcp://db",
      settings: {
        connect_timeout_ms: { value: 2000 },
        read_timeout_ms: { value: 3_600_000 },
        retry_on: { value: [] },
      },
    },
    { group: "tls://10.0.0.4:636" },
  ]);
  t.match(groups[2], {
    balance: { value: "least_conn" },
    endpoints: [{ resolved: "never" }, { resolved: "start", backup: true }],
  });
  t.match(groups[3]?.endpoints, [{ tls: { verify: { value: false } } }]);
  t.end();
});

t.test("a service says no port: DNS does", (t) => {
  const { groups } = read(`stream {
    upstream db { zone db 64k; server db.internal service=pg resolve; server lost.internal resolve; }
    server { listen 5432; proxy_pass db; } }`);
  t.match(groups[0]?.endpoints, [{ address: { host: "db.internal" }, resolved: "watched" }]);
  t.equal(groups[0]?.endpoints.length, 1, "any other server of a stream says one");
  t.end();
});

t.test("what it needs: files, users, servers of logs, addresses of its own", (t) => {
  const { needs } =
    read(`user web staff; load_module modules/x.so; error_log syslog:server=unix:/dev/log;
    http { client_body_temp_path /var/tmp/body; proxy_cache_path /var/cache/x keys_zone=a:1m;
      access_log syslog:server=logs.internal:1514 main; access_log off; ssl_stapling_responder http://ocsp.internal/;
      server { root /srv/www; proxy_bind 10.0.0.9 transparent; ssl_certificate both.pem; ssl_certificate_key both.pem;
        auth_basic_user_file users; location / { ${pass} } } }`);
  t.match(needs, {
    files: [
      { path: "modules/x.so", kind: "module" },
      { path: "/var/tmp/body", kind: "folder" },
      { path: "/var/cache/x", kind: "folder" },
      { path: "/srv/www", kind: "root" },
      { path: "/etc/nginx/both.pem", kind: "certificate-and-key" },
      { path: "/etc/nginx/users", kind: "passwords" },
    ],
    users: [{ name: "web" }],
    groups: [{ name: "staff" }],
    names: [{ name: "logs.internal" }, { name: "ocsp.internal" }],
    others: [
      { address: { kind: "unix", path: "/dev/log" }, what: "log server" },
      { address: { host: "logs.internal", port: 1514 } },
      { address: { host: "ocsp.internal", port: 80 }, what: "OCSP responder" },
    ],
    bind_addresses: [{ address: "10.0.0.9" }],
  });
  t.end();
});

t.test("a huge configuration is read within bounds, and says what it left out", (t) => {
  const servers = Array.from({ length: 12_000 }, (_, index) => {
    return `server { server_name s${index}.example; location / { proxy_pass http://10.0.${index % 250}.1; }
      location ~ ^/v${index}/(a|b)+$ { proxy_pass http://10.1.${index % 250}.1; } }`;
  });
  const { routes, notes } = readHttp(servers.join("\n"));
  t.equal(routes.length, 24_000);
  t.ok(
    routes.every(
      ({ request, unreachable }) => (request === undefined) !== (unreachable === undefined),
    ),
  );
  t.match(notes, [{ message: "cut off" }]);
  t.end();
});

t.test("who counts clients, and treats 127.0.0.1 as all others", (t) => {
  const counts = (more: string) =>
    readHttp(`${more} server { location / { ${pass} } }`).counts_clients;
  const zone = "limit_req_zone $binary_remote_addr zone=z:1m rate=1r/s;";
  t.equal(counts(""), undefined);
  t.equal(counts(`${zone} limit_req zone=z;`), true);
  t.equal(counts("limit_conn_zone $host zone=z:1m; limit_conn z 3;"), true);
  t.equal(counts(`${zone} limit_req zone=z; allow 10.0.0.0/8;`), true);
  t.equal(counts(`${zone} limit_req zone=z; allow 127.0.0.1; deny all;`), undefined);
  t.equal(counts(`${zone} limit_req zone=z; geo $own { default 0; 127.0.0.1 1; }`), undefined);
  t.equal(counts(`${zone} limit_req zone=z; map $remote_addr $a { default 0; }`), undefined);
  t.end();
});
