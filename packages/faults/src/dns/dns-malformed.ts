import { z } from "zod";
import {
  bothWays,
  defineFault,
  dnsClasses,
  dnsMessage,
  dnsName,
  dnsPointer,
  dnsRecord,
  dnsSection,
  dnsTypes,
  goodFlags,
  readQuestion,
  resolveSchema,
  send,
} from "@gatecrash/core";
import type { NameQuestion } from "@gatecrash/core";

/** Where the data of the first record begins: after the head, the question, and its own head. */
const dataAt = ({ section }: NameQuestion) => 12 + section.length + 12;

const typeOf = ({ type }: NameQuestion) => (type === "AAAA" ? dnsTypes.AAAA : dnsTypes.A);
const addressFor = (type: number) => "\x7f".repeat(type === dnsTypes.AAAA ? 16 : 4);
const answer = ({ id, section }: NameQuestion, record: string) =>
  dnsMessage({ id, section, answers: [record] });
const alias = (question: NameQuestion, data: string) =>
  answer(question, dnsRecord({ type: dnsTypes.CNAME, data }));
const asked = ({ id, name }: NameQuestion, type: number, dns_class: number = dnsClasses.IN) =>
  dnsMessage({ id, section: dnsSection(dnsName(name), type, dns_class) });

/** What is wrong with an answer, and its bytes. */
const messages: Record<string, (question: NameQuestion) => string> = {
  garbage: () => "SSH-2.0-OpenSSH_9.6\r\n",
  "cut-head": ({ id, section }) => dnsMessage({ id, section }).slice(0, 8),
  "cut-record": (question) => {
    const type = typeOf(question);
    return answer(question, dnsRecord({ type, data: addressFor(type) })).slice(0, -3);
  },
  "query-bit": ({ id, section }) => dnsMessage({ id, section, flags: goodFlags & 0x7fff }),
  "no-question": ({ id }) => dnsMessage({ id, section: "", questions: 0 }),
  "compressed-question": (question) =>
    dnsMessage({ id: question.id, section: dnsSection(dnsPointer(12), typeOf(question)) }),
  "root-question": (question) =>
    dnsMessage({ id: question.id, section: dnsSection(dnsName("."), typeOf(question)) }),
  "question-class": (question) => asked(question, typeOf(question), dnsClasses.CH),
  "question-type": (question) => asked(question, dnsTypes.TXT),
  "record-class": (question) => {
    const type = typeOf(question);
    const data = addressFor(type);
    return answer(question, dnsRecord({ type, dns_class: dnsClasses.CH, data }));
  },
  "text-record": (question) => answer(question, dnsRecord({ type: dnsTypes.TXT, data: "\x02hi" })),
  "short-address": (question) => answer(question, dnsRecord({ type: typeOf(question), data: "x" })),
  "crossed-types": (question) => {
    const type = question.type === "AAAA" ? dnsTypes.A : dnsTypes.AAAA;
    return answer(question, dnsRecord({ type, data: addressFor(type) }));
  },
  "pointer-loop": (question) => alias(question, dnsPointer(dataAt(question))),
  "pointer-outside": (question) => alias(question, dnsPointer(0x3fff)),
  "owner-root": (question) => {
    const type = typeOf(question);
    return answer(question, dnsRecord({ owner: "\0", type, data: addressFor(type) }));
  },
  "label-type": (question) => alias(question, "\x40a\0"),
  "owner-label-type": (question) => {
    const type = typeOf(question);
    return answer(question, dnsRecord({ owner: "\x80a\0", type, data: addressFor(type) }));
  },
};

/** Those that name an address all the same, for a proxy that looks no closer. */
const addressed: ReadonlySet<string> = new Set(["record-class", "crossed-types", "owner-root"]);

const names = Object.keys(messages) as [string, ...string[]];

export default defineFault({
  id: "dns-malformed",
  summary: "An answer that comes in time, and whose bytes break the rules of DNS.",
  scope: "query",
  protocols: "any",
  symptom: ({ wrong }) => ({
    kind: "name-not-found",
    detail: addressed.has(wrong) ? `malformed-${wrong}` : "malformed",
  }),
  params: z.strictObject({
    wrong: z.enum(names).default("garbage").describe("What is wrong with it."),
    resolve: resolveSchema.default("request"),
  }),
  variants: bothWays(Object.fromEntries(names.map((wrong) => [wrong, { wrong }]))),
  setting: ({ resolve }) => ({ topology: { resolve } }),
  *script({ wrong }) {
    const question = yield* readQuestion();
    yield* send(messages[wrong]?.(question) ?? "");
  },
});
