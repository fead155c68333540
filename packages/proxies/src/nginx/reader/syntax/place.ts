import type { Place } from "@gatecrash/core";
import type { Directive } from "./directive.ts";

const textMax = 200;
const hidden = "<redacted>";
const secretName =
  /authori[sz]ation|cookie|token|secret|passw|api[-_]?key|access[-_]?key|private[-_]?key|credential|\bauth\b|[-_]auth\b/i;

/** Directives of the form `name key value`, where the key tells whether the value is a secret. */
const keyed =
  /^(proxy_set_header|grpc_set_header|add_header|more_set_headers|more_set_input_headers)$/;
const keyedParameters = /^((fastcgi|uwsgi|scgi)_param|set|env|proxy_cookie_flags)$/;

/** Where a directive stands, and its text on one line without passwords, tokens and keys. */
export function placeOf(directive: Directive): Place {
  const { file, line } = directive;
  return { file, line, text: cut(redact(directive).replace(/\s+/g, " ")) };
}

/** True if a value under this name is nobody else's business. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

function cut(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text;
}

function redact({ name, args, text }: Directive): string {
  const [key = "", ...values] = args;
  if (keyed.test(name) || keyedParameters.test(name)) {
    const isPlain = values.every((value) => /^(\$\{?\w+\}?|on|off|)$/.test(value));
    if (isSecretName(key) && !isPlain) return `${name} ${key} ${hidden}`;
  }
  if (name === "if" && isSecretName(key)) return `if ${key} ${values[0] ?? ""} ${hidden}`;
  if (name === "secure_link_md5" || name === "secure_link_secret") return `${name} ${hidden}`;
  if (name === "auth_basic_user_file" || name.endsWith("_password_file")) return text;
  return text
    .replace(/:\/\/[^/\s"'@]+@/g, `://${hidden}@`)
    .replace(/\b(bearer|basic)\s+[^\s"';$]+/gi, `$1 ${hidden}`)
    .replace(
      /((?:password|passwd|secret|token|api[-_]?key|access[-_]?key)["']?\s*[=:]\s*["']?)[^\s"'&;$]+/gi,
      `$1${hidden}`,
    )
    .replace(/-----BEGIN[\s\S]*$/, hidden);
}
