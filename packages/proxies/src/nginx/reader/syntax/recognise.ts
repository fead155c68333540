import { Tokeniser } from "./tokenise.ts";

/** Blocks that no other kind of configuration writes like this. */
const ownBlocks: Record<string, number> = {
  events: 0,
  http: 0,
  stream: 0,
  mail: 0,
  server: 0,
  upstream: 1,
  location: 1,
  map: 2,
};

const ownLines =
  /^(worker_processes|worker_connections|worker_rlimit_nofile|load_module|error_log|access_log|pcre_jit|proxy_pass|proxy_set_header|fastcgi_pass|fastcgi_param|server_name|listen|include|log_format|sendfile|keepalive_timeout|ssl_certificate)$/;

const statementsMax = 200;

/**
 * True for a configuration of nginx or a part of one, also if it has an error further down: who
 * gives it should be told of the error, not that it is something else.
 */
export function recognises(text: string): boolean {
  if (text.slice(0, 4096).includes("\0")) return false;
  let lines = 0;
  let others = 0;
  try {
    const tokens = new Tokeniser(text);
    for (let count = 0; count < statementsMax; count += 1) {
      const next = tokens.next();
      if (next === undefined) break;
      if (next.end === "}") continue;
      const [name = "", ...args] = next.words;
      if (next.end === "{" && isOwnBlock(name, args.length)) return true;
      if (next.end === ";" && ownLines.test(name) && args.length > 0) lines += 1;
      else others += 1;
    }
  } catch {
    // Not nginx's grammar from here on: what came before has to do.
  }
  return lines > 0 && lines * 4 >= others;
}

function isOwnBlock(name: string, args: number): boolean {
  const wanted = Object.hasOwn(ownBlocks, name) ? ownBlocks[name]! : undefined;
  return wanted !== undefined && (wanted === args || (name === "location" && args === 2));
}
