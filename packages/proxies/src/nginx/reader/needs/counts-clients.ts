import { everyDirective, type Directive } from "../syntax/directive.ts";

const limits: ReadonlySet<string> = new Set(["limit_req", "limit_conn"]);

/**
 * True if there are limits for one address (or for what else a client is known by), and no address of
 * 127.0.0.0/8 is treated in a way of its own.
 */
export function countsClients(directives: readonly Directive[]): boolean {
  const all = [...everyDirective(directives)];
  return all.some(({ name }) => limits.has(name)) && !all.some(namesLoopback);
}

function namesLoopback({ name, args }: Directive): boolean {
  if (name === "geo") return true;
  if (name === "allow" || name === "deny") return args.some((each) => each.startsWith("127."));
  return (name === "map" || name === "if") && args.some((each) => each.includes("$remote_addr"));
}
