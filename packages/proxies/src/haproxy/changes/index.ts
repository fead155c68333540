import type { Change, ChangeKind, Configuration, ConfigurationSource, Edit } from "@gatecrash/core";
import { editsOrReason } from "../../shared/edits.ts";
import {
  checkSooner,
  checkWithRequest,
  closeIdle,
  letBackupsIn,
  takeOut,
  tolerate,
} from "./checks.ts";
import { Editor } from "./editor.ts";
import { interceptErrors, keepErrorStatus } from "./errors.ts";
import { onSection, type Making } from "./making.ts";
import { lookUpAgain, startWithout } from "./names.ts";
import { retryIdempotent, retryOnAnother } from "./retries.ts";
import { setTimes } from "./times.ts";
import { refuseOld, sendName, verify } from "./tls.ts";

const raiseHeadLimit = onSection<"raise-head-limit">((editor, { change }) => {
  const global = editor.sections.find(({ kind }) => kind === "global");
  // A part of the buffer is kept free for what HAProxy adds.
  if (global) editor.set(global, ["tune.bufsize"], String(2 * change.bytes));
  return global ? undefined : "there is no section global";
});

/** HAProxy's answer to every change. */
const makings: { readonly [K in ChangeKind]: Making<K> } = {
  "set-times": setTimes,
  "check-with-request": checkWithRequest,
  "check-sooner": checkSooner,
  "cache-good-answers-only": () => "HAProxy keeps nothing but answers 200",
  "use-stale-answers": () => "HAProxy never answers with what has expired",
  "keep-error-status": keepErrorStatus,
  "leave-out-of-error-pages": () => "which rule replaces the answer is for its owner to say",
  "tolerate-failures": tolerate,
  "take-dead-servers-out": takeOut,
  "close-idle-connections": closeIdle,
  "log-bytes-sent": () => "where the number (%B) belongs is for the log's readers to say",
  "retry-idempotent-only": retryIdempotent,
  "retry-on-another-server": retryOnAnother,
  "let-backups-in": letBackupsIn,
  "refuse-old-tls": refuseOld,
  "verify-tls": verify,
  "send-server-name": sendName,
  "raise-head-limit": raiseHeadLimit,
  "look-names-up-again": lookUpAgain,
  "start-without-names": startWithout,
  "keep-framing": () => "it is the upstream that leaves its answers without a length",
  "buffer-requests": () =>
    "HAProxy can hold no more of a request than one buffer: the upstream has to read it first",
  "intercept-errors": interceptErrors,
};

/** A change as edits of HAProxy's configuration, or the reason why there are none. */
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
