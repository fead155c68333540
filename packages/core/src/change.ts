import type { AuditRoute, Group } from "./configuration.ts";

/** What a change is about: a way through the proxy, and the servers that it leads to. */
interface On {
  route: AuditRoute;
  group: Group;
}

/**
 * The changes of a configuration that cure something, in words that every proxy shares. A reader
 * puts each in its proxy's own (see `ConfigurationReader.edit`), or says why that cannot be done.
 */
export interface Changes {
  /** What is not named stays as it is. */
  "set-times": On & {
    times: {
      connect_timeout_ms?: number;
      read_timeout_ms?: number;
      queue_timeout_ms?: number;
      tunnel_timeout_ms?: number;
    };
  };
  /** Health checks ask for a page. */
  "check-with-request": On & { path: string };
  /** Checks notice a failure after `interval_ms` times `fall`. */
  "check-sooner": On & { interval_ms: number; fall: number };
  "cache-good-answers-only": On;
  "use-stale-answers": On;
  /** What replaces these errors keeps their status. */
  "keep-error-status": On & { statuses: readonly number[] };
  "leave-out-of-error-pages": On & { status: number };
  /** A server is left out only after so many failures, and for no longer than `out_ms`. */
  "tolerate-failures": On & { failures: number; out_ms: number };
  /** A server that fails is noticed: by a check that asks for a page, or by counting. */
  "take-dead-servers-out": On & { path: string };
  "close-idle-connections": On & { idle_ms: number };
  "log-bytes-sent": On;
  /** POST and the like are not sent twice. */
  "retry-idempotent-only": On;
  /** Another server is asked after a failed connect, and after a close without an answer. */
  "retry-on-another-server": On;
  /** Failed connects take a server out at once, so that a further try of a request gets to a backup. */
  "let-backups-in": On & { path: string };
  /** TLS before 1.2 is not offered to servers. */
  "refuse-old-tls": On;
  "verify-tls": On;
  "send-server-name": On;
  "raise-head-limit": On & { bytes: number };
  "look-names-up-again": On;
  /** For all routes: no name is needed to start. */
  "start-without-names": object;
  /** Answers of unknown length are sent in chunks, so that their end can be told. */
  "keep-framing": On;
  "buffer-requests": On;
  /** Error pages also replace these errors of the upstream. */
  "intercept-errors": On & { statuses: readonly number[] };
}

export type ChangeKind = keyof Changes;

/** One of them, with what it needs to be told. */
export type Change = { [K in ChangeKind]: { kind: K } & Changes[K] }[ChangeKind];

/** One of a kind. */
export type ChangeOf<K extends ChangeKind> = { kind: K } & Changes[K];
