import { linesOf, notFound, onSection } from "./making.ts";

/** Authorities that everybody trusts, where Debian, Ubuntu, Alpine and the official images have them. */
const public_authorities = "/etc/ssl/certs/ca-certificates.crt";

const old = /^(?:SSLv2|SSLv3|TLSv1|TLSv1\.0|TLSv1\.1)$/;

export const refuseOld = onSection<"refuse-old-tls">((editor, { change }) => {
  const weak = change.group.endpoints.filter(
    ({ tls }) => tls && old.test(tls.oldest_protocol.value),
  );
  const places = weak.map(({ tls, at }) => tls?.oldest_protocol.at ?? at);
  for (const line of linesOf(editor, places)) {
    editor.change(line, (code) => code.replace(/\s+force-(?:sslv3|tlsv10|tlsv11)(?=\s|$)/g, ""));
    editor.option(line, "ssl-min-ver", "TLSv1.2");
  }
  return weak.length > 0 ? undefined : notFound;
});

export const verify = onSection<"verify-tls">((editor, { change }) => {
  const blind = change.group.endpoints.filter(({ tls }) => tls && !tls.verify.value);
  for (const { tls, at } of blind) {
    // What `global` says for all is overruled by the server's own line.
    const own = tls?.verify.directive === "verify" ? tls.verify.at : at;
    for (const line of linesOf(editor, [own ?? at])) {
      editor.option(line, "verify", "required");
      if (!tls?.authorities) editor.option(line, "ca-file", public_authorities);
    }
  }
  return blind.length > 0 ? undefined : notFound;
});

export const sendName = onSection<"send-server-name">((editor, { change }) => {
  const unnamed = change.group.endpoints.filter(({ tls }) => tls?.sni.value === "");
  for (const { address, at } of unnamed) {
    if (address.kind !== "tcp" || !/[a-z]/i.test(address.host)) continue;
    for (const line of linesOf(editor, [at])) editor.option(line, "sni", `str(${address.host})`);
  }
  return unnamed.length > 0 ? undefined : notFound;
});
