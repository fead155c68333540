import type { Coverage } from "@gatecrash/core";
import { around } from "./around.ts";
import { body } from "./body.ts";
import { cgi } from "./cgi.ts";
import { connect } from "./connect.ts";
import { dns } from "./dns.ts";
import { fastcgi } from "./fastcgi.ts";
import { h2Connection } from "./h2-connection.ts";
import { h2Head } from "./h2-head.ts";
import { h2Stream } from "./h2-stream.ts";
import { head } from "./head.ts";
import { request } from "./request.ts";
import { resolve } from "./resolve.ts";
import { status } from "./status.ts";
import { stream } from "./stream.ts";
import { tls } from "./tls.ts";
import { upgrade } from "./upgrade.ts";

/** What nginx can write, and what it does without a word, when an upstream fails. */
export const coverage: Coverage = {
  percent_least: 90,
  rows: [
    ...resolve,
    ...dns,
    ...connect,
    ...tls,
    ...request,
    ...head,
    ...status,
    ...body,
    ...upgrade,
    ...around,
    ...fastcgi,
    ...cgi,
    ...h2Stream,
    ...h2Head,
    ...h2Connection,
    ...stream,
  ],
};
