import { classify, symptomName } from "@gatecrash/core";
import type { TlsView } from "./tls-client.ts";

/** What the wire shows of TLS, as strictly as it can be told: a symptom's name. */
export function classifyTls(view: TlsView): string {
  const alert = clearAlert(view) ?? alertNumber(view);
  if (alert !== undefined) return `tls-failed/alert-${alert}`;
  if (!view.established) return handshakeOf(view);
  const flaw = certificateFlaw(view);
  if (flaw !== undefined) return `untrusted-certificate/${flaw}`;
  if (view.error !== undefined) {
    return view.inside.bytes === ""
      ? "invalid-frame/tls-record"
      : "invalid-frame/tls-record-in-body";
  }
  const name = symptomName(classify(view.inside));
  const truncated = name === "healthy/close-delimited" && !view.close_notify;
  return truncated ? "body-cut-short/close-without-close-notify" : name;
}

function handshakeOf({ inside, raw }: TlsView): string {
  const speaksTls = raw === "" || /^[\x14-\x17]/.test(raw);
  if (!speaksTls) return "tls-failed/plain";
  if (inside.ended === "silence") return "tls-silent";
  return `tls-failed/${inside.ended === "fin" ? "closed" : "reset"}`;
}

/** The alert that is the first thing the server said: a record of its own, in the clear. */
function clearAlert({ raw }: TlsView): number | undefined {
  if (raw.charCodeAt(0) !== 21) return undefined;
  return raw.charCodeAt(6);
}

/** The alert that OpenSSL read, in the clear or not. */
function alertNumber({ error }: TlsView): number | undefined {
  const found = /SSL alert number (\d+)/.exec(error ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

const flaws: Record<string, string> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrong-name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed",
};

/** A chain with more than one intermediate authority is too long for some. */
function certificateFlaw({ untrusted, certificate }: TlsView): string | undefined {
  if (untrusted === undefined) {
    return (certificate?.intermediates ?? 0) > 1 ? "long-chain" : undefined;
  }
  const named = flaws[untrusted];
  if (named !== undefined) return named;
  if (/ISSUER|LEAF_SIGNATURE/.test(untrusted)) {
    return certificate?.issuer === "Gatecrash" ? "no-intermediate" : "unknown-authority";
  }
  return certificate?.bits === 1_024 ? "weak-key" : "weak-signature";
}
