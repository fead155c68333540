import type { Change, ChangeKind, Configuration, ConfigurationSource, Edit } from "@gatecrash/core";
import { editsOrReason } from "../../shared/edits.ts";
import { bufferRequests, keepFraming, logBytes, raiseHeadLimit } from "./answers.ts";
import { cacheGood, useStale } from "./cache.ts";
import { Editor } from "./editor.ts";
import { interceptErrors, keepErrorStatus, leaveOut } from "./errors.ts";
import type { Making } from "./making.ts";
import { lookUpAgain, startWithout } from "./names.ts";
import { retryIdempotent, retryOnAnother } from "./retries.ts";
import { closeIdle, noChecks, takeOut, tolerate } from "./servers.ts";
import { setTimes } from "./times.ts";
import { refuseOld, sendName, verify } from "./tls.ts";

/** nginx's answer to every change. */
const makings: { readonly [K in ChangeKind]: Making<K> } = {
  "set-times": setTimes,
  "check-with-request": noChecks,
  "check-sooner": noChecks,
  "cache-good-answers-only": cacheGood,
  "use-stale-answers": useStale,
  "keep-error-status": keepErrorStatus,
  "leave-out-of-error-pages": leaveOut,
  "tolerate-failures": tolerate,
  "take-dead-servers-out": takeOut,
  "close-idle-connections": closeIdle,
  "log-bytes-sent": logBytes,
  "retry-idempotent-only": retryIdempotent,
  "retry-on-another-server": retryOnAnother,
  "let-backups-in": () => "nginx asks a backup by a further try of the same request",
  "refuse-old-tls": refuseOld,
  "verify-tls": verify,
  "send-server-name": sendName,
  "raise-head-limit": raiseHeadLimit,
  "look-names-up-again": lookUpAgain,
  "start-without-names": startWithout,
  "keep-framing": keepFraming,
  "buffer-requests": bufferRequests,
  "intercept-errors": interceptErrors,
};

/** A change as edits of nginx's configuration, or the reason why there are none. */
export function edit(
  source: ConfigurationSource,
  configuration: Configuration,
  change: Change,
): Edit[] | string {
  const editor = new Editor(source);
  const make = makings[change.kind] as Making<typeof change.kind>;
  const why = make(editor, change, configuration);
  return editsOrReason(editor.edits, why);
}
