import t from "tap";
import type { Configuration } from "@gatecrash/core";
import { reader } from "../src/haproxy/reader/index.ts";
import { textSource } from "./support/source.ts";

const head = "defaults\n  mode http\n";

function read(text: string, files: Record<string, string> = {}): Configuration {
  return reader.read(textSource({ "/etc/haproxy/haproxy.cfg": text, ...files }));
}

t.test("who counts clients, and treats 127.0.0.1 as all others", async (t) => {
  const counts = (...lines: string[]) =>
    read(`${head}listen l\n${[...lines, "server s 10.0.0.1:80"].join("\n")}\n`).counts_clients;
  const table = "stick-table type ip size 1m expire 10s store http_req_rate(10s)";
  const track = "http-request track-sc0 src";
  t.equal(counts(), undefined);
  t.equal(counts(table, "stick on src"), undefined, "it remembers, and counts nothing");
  t.equal(counts(table, track, "http-request deny if { sc_http_req_rate(0) gt 9 }"), true);
  t.equal(counts(table, track, "http-request deny unless { src 127.0.0.1 }"), undefined);
  t.equal(counts(table, "tcp-request connection track-sc1 src", "acl net src 10.0.0.0/8"), true);
});

t.test("a folder of certificates needs one, or HAProxy does not start", async (t) => {
  const needs = (files: Record<string, string>) =>
    read(`${head}frontend f\n  bind :443 ssl crt /certs/all/\n`, files).needs.files.map(
      ({ kind, path }) => `${kind} ${path}`,
    );
  t.same(needs({}), ["certificate-and-key /certs/all/gatecrash.pem"]);
  t.same(needs({ "/certs/all/a.pem": "" }), ["folder /certs/all/"]);
});
