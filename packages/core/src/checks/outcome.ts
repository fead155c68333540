import type { Answer } from "../answer.ts";
import type { Expectation } from "../proxy.ts";
import type { Check } from "./check.ts";

/** How the exchange ended, with which status. */
export const outcomeCheck: Check = ({ exchange, expected, view }) => {
  const { answer, answered } = exchange;
  const died = view.proxy_died;
  const evidence = [answered?.seq, died?.seq].filter((seq) => seq !== undefined);
  const base = { check: "outcome", expected: [describeExpected(expected)], evidence };
  if (died) {
    const actual = `proxy died (${died.signal ?? `exit code ${died.code ?? "unknown"}`})`;
    return { ...base, status: expected.end === "proxy-died" ? "pass" : "fail", actual };
  }
  if (!answer) return { ...base, status: "unknown", actual: "no answer was recorded" };
  const same =
    answer.end === expected.end &&
    (expected.status === undefined || answer.status === expected.status);
  return { ...base, status: same ? "pass" : "fail", actual: describeAnswer(answer) };
};

/** `200, cut short` … as a person says it. */
export function describeExpected({ end, status }: Pick<Expectation, "end" | "status">): string {
  const text = end.replaceAll("-", " ");
  return status === undefined ? text : end === "answered" ? String(status) : `${status}, ${text}`;
}

export function describeAnswer(answer: Answer): string {
  const named = answer.status === undefined ? {} : { status: answer.status };
  const text = describeExpected({ end: answer.end, ...named });
  if (answer.end !== "cut-short") return text;
  return `${text} (${answer.body_bytes} of ${answer.announced_bytes ?? "?"} body bytes)`;
}
