import type { Directive } from "../syntax/directive.ts";
import { addressIn, holdsAddress } from "../model/addresses.ts";
import { inForce, own, ownLike, type Block } from "../model/block.ts";
import { offer, type Run } from "./run.ts";

/** What a request has to pass before it is served. */
export interface Access {
  /** 403, with the directive that says so. */
  denied?: Directive;
  /** `auth_basic`: it needs a user and a password. */
  password?: Directive;
  /** URI of an `auth_request`. */
  asks?: Directive;
}

const tokens =
  /^(auth_jwt|access_by_lua\w*|js_access|auth_oidc|auth_digest|auth_gss|auth_ldap\w*|auth_pam)$/;

export function accessOf(run: Run, block: Block): Access {
  const denied = deniedBy(run, block);
  const [basic] = inForce(block, "auth_basic");
  const password = basic !== undefined && basic.args[0] !== "off" ? basic : undefined;
  const [request] = inForce(block, "auth_request");
  const asks = request !== undefined && request.args[0] !== "off" ? request : undefined;
  const isAny = inForce(block, "satisfy")[0]?.args[0] === "any";
  for (const each of foreign(block)) run.doubts.push(`${each} may refuse the request`);
  if (isAny && denied === undefined && hasRules(block)) return {};
  if (isAny && denied !== undefined && password !== undefined) return { password };
  return {
    ...(denied !== undefined && { denied }),
    ...(password !== undefined && { password }),
    ...(asks !== undefined && { asks }),
  };
}

function* foreign(block: Block): Generator<string> {
  const seen = new Set<string>();
  for (let each: Block | undefined = block; each !== undefined; each = each.parent) {
    for (const { name, args } of ownLike(each, tokens)) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (args[0] !== "off") yield name;
    }
  }
}

const rules = /^(allow|deny)$/;

function rulesOf(block: Block): readonly Directive[] {
  for (let each: Block | undefined = block; each !== undefined; each = each.parent) {
    if (own(each, "allow").length + own(each, "deny").length === 0) continue;
    return ownLike(each, rules);
  }
  return [];
}

function hasRules(block: Block): boolean {
  return rulesOf(block).length > 0;
}

/** The first rule that names the client decides. */
function deniedBy(run: Run, block: Block): Directive | undefined {
  const rules = rulesOf(block);
  const rule = rules.find(({ args }) => holdsAddress(args[0] ?? "", run.trial.client));
  if (rule?.name !== "deny") return undefined;
  for (const { name, args } of rules) {
    const client = name === "allow" ? addressIn(args[0] ?? "") : undefined;
    if (client !== undefined) offer(run, () => [{ ...run.trial, client }]);
  }
  return rule;
}
