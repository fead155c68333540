import { z } from "zod";

/** What a DNS server says of a question as a whole, by its number on the wire (RFC 1035, RFC 2136). */
export const rcodes = {
  noerror: 0,
  formerr: 1,
  servfail: 2,
  nxdomain: 3,
  notimp: 4,
  refused: 5,
  notauth: 9,
} as const;

export type Rcode = keyof typeof rcodes;

export const rcodeSchema = z.enum(Object.keys(rcodes) as [Rcode, ...Rcode[]]);

const name = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9._-]+$/);

/** How an answer differs from a good one, which names the upstream's own addresses. */
export const nameAnswerShape = {
  rcode: rcodeSchema.optional().describe("Any but noerror: no address is given."),
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(16)
    .optional()
    .describe("In place of the upstream's own; those that fit the question's type."),
  alias: name.optional().describe("A CNAME to this name, and no address."),
  ttl_s: z.int().min(0).max(2_147_483_647).optional().describe("How long it may be kept, in s."),
  weight: z.int().min(0).max(65_535).optional().describe("Of a service's server; default: 1."),
  truncated: z.boolean().optional().describe("Sets TC, and gives no address."),
  id_offset: z.int().min(1).max(65_535).optional().describe("Added to the transaction id."),
  asked: name.optional().describe("The name that it says was asked for."),
} as const;

export type NameAnswer = z.infer<z.ZodObject<typeof nameAnswerShape>>;

/** A question about the upstream's name; what `read-question` hands back to a script. */
export interface NameQuestion {
  name: string;
  /** `A`, `AAAA`, … */
  type: string;
  transport: "udp" | "tcp";
  /**
   * Which of its type it is since the trial began, from 1. Proxies also ask before that, when they
   * start: 0.
   */
  number: number;
  /** Transaction id and question section as they came, for answers of wrong bytes. */
  id: number;
  section: string;
  /** The upstream's addresses, as a good answer would name them for this type. */
  addresses: readonly string[];
}

/**
 * A service (`_http._tcp.upstream.test`) belongs to the name that has it (RFC 2782); any other name
 * to itself.
 */
export function ownerOf(name: string): string {
  return name.replace(/^_[^.]+\._[^.]+\./, "");
}

/** An address of the loopback network at which nothing listens. */
export const nowhere = "127.255.255.254";

/** What a script that is only looked at is given to read. */
export const sampleQuestion: NameQuestion = {
  name: "upstream.test",
  type: "A",
  transport: "udp",
  number: 1,
  id: 1,
  section: "\u0008upstream\u0004test\u0000\u0000\u0001\u0000\u0001",
  addresses: ["127.0.0.1"],
};

/** A parameter of faults of names: how the proxy of the matrix looks a name up. */
export const resolveSchema = z
  .enum(["request", "watched"])
  .describe(
    "When the proxy of the matrix looks the name up: at each request, or again and again. A scenario's topology says so itself.",
  );

/** Each variant twice: looked up at each request, and (`watched-…`) again and again. */
export function bothWays<const P extends object>(
  variants: Record<string, P>,
): Record<string, P & { resolve: "request" | "watched" }> {
  const both: Record<string, P & { resolve: "request" | "watched" }> = {};
  for (const [variant, params] of Object.entries(variants)) {
    both[variant] = { ...params, resolve: "request" };
    both[`watched-${variant}`] = { ...params, resolve: "watched" };
  }
  return both;
}
