import type { Group } from "@gatecrash/core";
import type { Directive } from "../reader/syntax/directive.ts";
import type { Editor } from "./editor.ts";
import { onPass } from "./making.ts";

/** Authorities that everybody trusts, where Debian, Ubuntu, Alpine and the official images have them. */
const public_authorities = "/etc/ssl/certs/ca-certificates.crt";

export const refuseOld = onPass<"refuse-old-tls">((editor, { pass, family }) => {
  const name = `${family}_ssl_protocols`;
  const words = editor.words(pass, name) ?? [];
  const kept = words.filter((word) => word === "TLSv1.2" || word === "TLSv1.3");
  editor.set(pass, name, kept.length > 0 ? kept.join(" ") : "TLSv1.2 TLSv1.3");
  return undefined;
});

export const verify = onPass<"verify-tls">((editor, { pass, family, change }) => {
  const name = (each: string) => `${family}_ssl_${each}`;
  if (!editor.words(pass, name("name")) && hostOf(change.group) === undefined)
    return `which name the servers' certificate is for is not told (${name("name")})`;
  editor.set(pass, name("verify"), "on");
  if (!editor.words(pass, name("trusted_certificate")))
    editor.set(pass, name("trusted_certificate"), public_authorities);
  expectName(editor, pass, family, change.group);
  return undefined;
});

export const sendName = onPass<"send-server-name">((editor, { pass, family, change }) => {
  editor.set(pass, `${family}_ssl_server_name`, "on");
  expectName(editor, pass, family, change.group);
  return undefined;
});

/** nginx takes the name of an `upstream` for the server's: that is another where it has a name. */
function expectName(editor: Editor, pass: Directive, family: string, group: Group): void {
  const name = `${family}_ssl_name`;
  const host = hostOf(group);
  if (isWritten(group) || host === undefined || editor.words(pass, name)) return;
  editor.set(pass, name, host);
}

/** The pass itself names the server. */
function isWritten({ at, endpoints }: Group): boolean {
  return endpoints.every((each) => each.at.line === at.line && each.at.text === at.text);
}

/** The one name, or address, that a certificate can be for. */
function hostOf(group: Group): string | undefined {
  const hosts = new Set(
    group.endpoints.map(({ address }) => (address.kind === "tcp" ? address.host : "")),
  );
  const [host = ""] = hosts;
  if (hosts.size !== 1 || host === "") return undefined;
  return isWritten(group) || /[a-z]/i.test(host) ? host : undefined;
}
