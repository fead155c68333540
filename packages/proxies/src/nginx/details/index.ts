import type { OutcomeRule } from "@gatecrash/core";
import { cgi } from "./cgi.ts";
import { connect } from "./connect.ts";
import { dns } from "./dns.ts";
import { fastcgi } from "./fastcgi.ts";
import { grpc } from "./grpc.ts";
import { h2 } from "./h2.ts";
import { http } from "./http.ts";
import { memcached } from "./memcached.ts";
import { process } from "./process.ts";
import { scgi } from "./scgi.ts";
import { tcp } from "./tcp.ts";
import { tls } from "./tls.ts";
import { uwsgi } from "./uwsgi.ts";
import { websocket } from "./websocket.ts";

/** Where the real proxy differs from what `outcomes` says of a kind; one file for each family. */
export const details: Record<string, OutcomeRule> = {
  ...cgi,
  ...connect,
  ...dns,
  ...fastcgi,
  ...grpc,
  ...h2,
  ...http,
  ...memcached,
  ...process,
  ...scgi,
  ...tcp,
  ...tls,
  ...uwsgi,
  ...websocket,
};
