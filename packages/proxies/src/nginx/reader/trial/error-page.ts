import type { Directive } from "../syntax/directive.ts";
import { inForce, type Block } from "../model/block.ts";

export interface ErrorPage {
  statuses: number[];
  /** The status that the client gets; absent: the one of the error. */
  becomes?: number;
  /** `=` without a number: the status of what the target answers. */
  takesOver: boolean;
  target: string;
  directive: Directive;
}

export function errorPagesOf(block: Block): ErrorPage[] {
  return inForce(block, "error_page").flatMap((directive) => {
    const { args } = directive;
    const target = args[args.length - 1];
    if (target === undefined || args.length < 2) return [];
    const sign = args.find((each) => each.startsWith("="));
    const statuses = args
      .slice(0, -1)
      .filter((each) => /^\d+$/.test(each))
      .map(Number);
    const page: ErrorPage = { statuses, takesOver: sign === "=", target, directive };
    if (sign !== undefined && sign !== "=") page.becomes = Number(sign.slice(1));
    return [page];
  });
}
