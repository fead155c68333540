import { Problem } from "@gatecrash/core";

const checkIt = "Let nginx say more about it: nginx -t -c <file>.";

/** A configuration that nginx would refuse, or that is past a limit of this reader. */
export function invalid(file: string, line: number, what: string, help = checkIt): Problem {
  return new Problem("configuration-invalid", `${file}:${line}: ${what}`, help);
}
