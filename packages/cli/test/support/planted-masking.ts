import { nginx, haproxy, both, get } from "./planted.ts";
import type { Planted } from "./planted.ts";

/** Findings about servers that could stand in for one another, and do not, or do so for ever. */
export const masking: readonly Planted[] = [
  {
    finding: "hidden-dead-server",
    proxy: "nginx",
    broken: nginx({ http: nginxServers("max_fails=0") }),
    corrected: nginx({}),
    faults: ["refuse"],
    methods: get,
    cause: "max_fails=0",
  },
  {
    finding: "hidden-dead-server",
    variant: "without a check",
    proxy: "haproxy",
    broken: haproxy({ backend: `option redispatch 1\n  ${both}` }),
    corrected: haproxy({
      backend: `option redispatch 1\n  option httpchk\n  default-server check inter 2s\n  ${both}`,
    }),
    faults: ["refuse"],
    methods: get,
    cause: "server s1",
  },
  {
    finding: "hidden-dead-server",
    variant: "beside a backup",
    proxy: "haproxy",
    broken: haproxy({
      backend: `option redispatch 1\n  ${both}\n  server s3 10.0.3.9:8080 backup`,
    }),
    corrected: haproxy({
      backend: `option redispatch 1
  server s1 10.0.3.7:8080 check
  server s2 10.0.3.8:8080 check
  server s3 10.0.3.9:8080 backup`,
    }),
    faults: ["refuse"],
    methods: get,
    cause: "server s1",
  },
  {
    finding: "unmasked-failure",
    proxy: "nginx",
    broken: nginx({ location: "proxy_pass http://app; proxy_next_upstream off;" }),
    corrected: nginx({}),
    faults: ["refuse"],
    methods: get,
    cause: "proxy_next_upstream off",
  },
  {
    finding: "unmasked-failure",
    variant: "empty response",
    proxy: "haproxy",
    broken: haproxy({ backend: `option redispatch 1\n  ${both}` }),
    corrected: haproxy({
      backend: `option redispatch 1\n  retry-on conn-failure empty-response\n  ${both}`,
    }),
    faults: ["close-before-head"],
    methods: get,
  },
  {
    finding: "unmasked-failure",
    variant: "backup of a server without a check",
    proxy: "haproxy",
    broken: haproxy({
      backend: `option redispatch 1
  retry-on conn-failure
  server s2 10.0.3.8:8080 backup
  server s1 10.0.3.7:8080`,
    }),
    corrected: haproxy({
      backend: `option redispatch 1
  server s2 10.0.3.8:8080 backup
  server s1 10.0.3.7:8080 check observe layer4 error-limit 3 on-error mark-down`,
    }),
    faults: ["refuse"],
    methods: get,
    cause: "server s1",
  },
  {
    finding: "unmasked-failure",
    variant: "backup",
    proxy: "nginx",
    broken: nginx({
      http: `upstream app { server 10.0.3.8:8080 backup; server 10.0.3.7:8080; }`,
      location: "proxy_pass http://app; proxy_next_upstream_tries 1;",
    }),
    corrected: nginx({
      http: `upstream app { server 10.0.3.8:8080 backup; server 10.0.3.7:8080; }`,
    }),
    faults: ["refuse"],
    methods: get,
    cause: "proxy_next_upstream_tries 1",
  },
];

/** Two servers of nginx with these parameters. */
export function nginxServers(more: string): string {
  return `upstream app { server 10.0.3.7:8080 ${more}; server 10.0.3.8:8080 ${more}; }`;
}
