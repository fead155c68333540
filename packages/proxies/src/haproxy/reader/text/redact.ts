const hidden = "<redacted>";

interface Secret {
  /** Words that the directive begins with. */
  after: readonly string[];
  /** Index of the word that is secret, or the word before it. */
  at: number | string;
}

const secrets: readonly Secret[] = [
  { after: ["stats", "auth"], at: 2 },
  { after: ["user"], at: "password" },
  { after: ["user"], at: "insecure-password" },
  { after: ["server"], at: "set-proxy-v2-tlv-fmt" },
  { after: ["source"], at: "password" },
  { after: ["redis-password"], at: 1 },
  { after: ["setenv"], at: 2 },
  { after: ["presetenv"], at: 2 },
  { after: ["anonkey"], at: 1 },
  { after: ["cluster-secret"], at: 1 },
  { after: ["cookie"], at: "dynamic-cookie-key" },
  { after: ["dynamic-cookie-key"], at: 1 },
  { after: ["tune.ssl.keylog"], at: "secret" },
];

/** Headers whose value is a secret, wherever a directive names them. */
const header = /^(proxy-)?authorization$|^cookie$|token|secret|api-?key|password/i;
/** Words of any directive that a secret follows. */
const keys = new Set([
  "passphrase",
  "insecure-password",
  "password",
  "secret",
  "keyphrase",
  "pass",
]);
/** `user:password@host` in an address. */
const credentials = /(\/\/[^\s/:@]*):[^\s/@]+@/g;
/** What a test of a protocol sends to log in, such as `AUTH secret\r\n`. */
const login = /\b(AUTH|PASS|LOGIN)\b.*/i;

/**
 * The line as written with its secrets replaced. Words are the ones it was split in: a secret in
 * quotes or from the environment is found all the same.
 */
export function redact(raw: string, words: readonly string[]): string {
  const found = new Set<string>();
  for (const { after, at } of secrets) {
    if (!after.every((each, index) => words[index] === each)) continue;
    const index = typeof at === "number" ? at : words.indexOf(at) + 1;
    if (index > 0) found.add(words[index] ?? "");
  }
  words.forEach((word, index) => {
    const next = words[index + 1] ?? "";
    if (index > 0 && keys.has(word)) found.add(next);
    if (index > 0 && header.test(word.replace(/^[\w.]+\(([^)]*)\).*$/, "$1")))
      hideValues(words, index, found);
  });
  if (words[0] === "tcp-check" && login.test(raw)) return raw.replace(login, `$1 ${hidden}`);
  let text = raw.replace(credentials, `$1:${hidden}@`);
  for (const secret of found) text = hide(text, secret);
  return text;
}

/** Conditions and flags of a directive that no secret can be. */
const ordinary = /^(if|unless|-[a-zA-Z]|\{|\}|!|or|\|\||found|str|beg|end|sub|reg|%.*|hdr|value)$/;

/** The words that follow a header's name up to the end of the condition or directive. */
function hideValues(words: readonly string[], index: number, found: Set<string>): void {
  for (const word of words.slice(index + 1)) {
    if (word === "}" || word === "if" || word === "unless" || word === "hdr") break;
    if (!ordinary.test(word)) found.add(word);
  }
}

function hide(text: string, secret: string): string {
  if (secret === "") return text;
  if (text.includes(secret)) return text.replaceAll(secret, hidden);
  // Written with escapes, quotes or from the environment: what cannot be found is hidden whole.
  const parts = secret.split(/\s+/).filter((part) => part.length > 3);
  return parts.every((part) => text.includes(part))
    ? parts.reduce((shown, part) => shown.replaceAll(part, hidden), text)
    : `${text.split(/\s+/).slice(0, 2).join(" ")} ${hidden}`;
}
