import type { Expectation, Outcome, OutcomeContext, OutcomeRule } from "@gatecrash/core";
import { failed } from "../../shared/expectation.ts";
import { outcomes } from "../outcomes.ts";
import { waitsForSettings } from "../waits-for-settings.ts";

/** What ends a connection before HAProxy holds it for one; `how` says what the server did. */
export function noConnection(context: OutcomeContext, how: string): Expectation {
  if (!waitsForSettings(context)) {
    return {
      ...failed(502, "SH"),
      because: `The server ${how}. Newer HAProxy has sent its request by then, so it is a 502.`,
    };
  }
  return {
    ...failed(503, "SC"),
    because: `The server ${how}. A connection is none to HAProxy before its SETTINGS have come: 503.`,
  };
}

/** The server is silent from the start. */
export function silentAtFirst(context: OutcomeContext): Expectation {
  if (!waitsForSettings(context)) {
    return {
      ...failed(504, "sH"),
      timer: "read_ms",
      because: "Newer HAProxy sends its request before the server's SETTINGS: a late answer, 504.",
    };
  }
  return {
    ...failed(503, "sC"),
    timer: "connect_ms",
    because:
      "HAProxy waits for the server's SETTINGS before it sends a request, and timeout connect covers that: 503, never 504.",
  };
}

function finishedAtFirst(context: OutcomeContext): Expectation {
  if (!waitsForSettings(context)) return noConnection(context, "left without SETTINGS");
  return {
    ...silentAtFirst(context),
    because:
      "HAProxy does not act on a FIN while it waits for the server's SETTINGS: timeout connect ends it, 503.",
  };
}

const resetAtFirst: OutcomeRule = (context) =>
  noConnection(context, "reset the connection without SETTINGS");

const inHttp1: OutcomeRule = (context) => noConnection(context, "answered in HTTP/1");

/** A kind that is a failure to connect; newer HAProxy takes it for one of the answer. */
function ofConnection(
  kind: keyof typeof outcomes,
  later: (context: OutcomeContext) => Expectation,
) {
  return (context: OutcomeContext): Outcome => {
    const rule = outcomes[kind];
    if (!waitsForSettings(context)) return later(context);
    return typeof rule === "function" ? rule(context) : rule;
  };
}

const unconnected = (): Expectation => ({
  ...failed(502, "SH"),
  because:
    "Newer HAProxy hands the request to HTTP/2 before the connection stands: that it failed then counts as an answer that failed, 502 where HTTP/1 gives 503.",
});

const unconnectedInTime = (): Expectation => ({
  ...failed(504, "sH"),
  timer: "read_ms",
  because:
    "Newer HAProxy hands the request to HTTP/2 before the connection stands: timeout server ends the wait, 504 where HTTP/1 gives 503.",
});

/** Failures before the server's SETTINGS, where `proto h2` differs from HTTP/1. */
export const connect: Record<string, OutcomeRule> = {
  refused: ofConnection("refused", unconnected),
  unreachable: ofConnection("unreachable", unconnected),
  "tls-failed": ofConnection("tls-failed", unconnected),
  "untrusted-certificate": ofConnection("untrusted-certificate", unconnected),
  "connect-timeout": ofConnection("connect-timeout", unconnectedInTime),
  "tls-silent": ofConnection("tls-silent", unconnectedInTime),
  "closed-before-head/on-accept": finishedAtFirst,
  "closed-before-head/h2-after-preface": finishedAtFirst,
  "reset-before-head/on-accept": resetAtFirst,
  "reset-before-head/h2-after-preface": resetAtFirst,
  "silent-before-head/h2-after-preface": silentAtFirst,
  "not-http/http-1": inHttp1,
  "not-http/http-1-under-tls": inHttp1,
};
