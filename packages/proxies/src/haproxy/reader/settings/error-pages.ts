import type { RouteSettings, Setting } from "@gatecrash/core";
import type { Proxy } from "../proxies.ts";
import { begins, word, type Line } from "../text/line.ts";
import type { Section } from "../text/sections.ts";
import { set, standard } from "./values.ts";

type Page = RouteSettings["error_pages"][number];

/** What HAProxy sends in place of its own errors: a backend's pages count before the front's. */
export function readErrorPages(back: Proxy, front: Proxy, sections: readonly Section[]): Page[] {
  const taken = new Set<number>();
  const pages: Page[] = [];
  for (const proxy of back === front ? [back] : [back, front])
    for (const line of [...proxy.lines].reverse())
      for (const page of pagesOf(line, sections)) {
        const statuses = page.value.statuses.filter((status) => !taken.has(status));
        if (statuses.length === 0) continue;
        statuses.forEach((status) => taken.add(status));
        pages.push({ ...page, value: { ...page.value, statuses } });
      }
  return pages;
}

function pagesOf(line: Line, sections: readonly Section[]): Page[] {
  const first = word(line, 0);
  const status = Number(word(line, 1));
  if (first === "errorfile" && status > 0) return [page(line, [status], word(line, 2))];
  if (/^errorloc(302|303)?$/.test(first) && status > 0) {
    const becomes = first === "errorloc303" ? 303 : 302;
    return [
      {
        ...page(line, [status], word(line, 2)),
        value: { statuses: [status], becomes, target: word(line, 2) },
      },
    ];
  }
  if (first === "http-error" && word(line, 1) === "status") {
    const kind = ["file", "errorfile", "lf-file", "string", "lf-string"].find((each) =>
      line.words.includes(each),
    );
    const target = kind === undefined ? "" : word(line, line.words.indexOf(kind) + 1);
    return [page(line, [Number(word(line, 2))], target)];
  }
  if (first !== "errorfiles") return [];
  return ofSection(line, word(line, 1), sections);
}

/** `errorfiles <section> [<status> …]` takes the pages of a section `http-errors`. */
function ofSection(line: Line, name: string, sections: readonly Section[]): Page[] {
  const wanted = line.words.slice(2).map(Number);
  const section = sections.find((each) => each.kind === "http-errors" && each.name === name);
  const files = (section?.lines ?? []).filter((each) => begins(each, "errorfile"));
  return files
    .map((each) => page(each, [Number(word(each, 1))], word(each, 2)))
    .filter(
      ({ value }) => wanted.length === 0 || wanted.some((each) => value.statuses.includes(each)),
    );
}

function page(line: Line, statuses: number[], target: string): Page {
  return set({ statuses, target }, word(line, 0), line);
}

/** A rule that replaces answers by their status also replaces those of the upstream. */
export function readIntercept(back: Proxy, front: Proxy): Setting<boolean> {
  const line = [...back.lines, ...front.lines].find(
    (each) =>
      begins(each, "http-response") &&
      /^(return|deny|redirect)$/.test(word(each, 1)) &&
      each.words.some((one) => /^(res\.|resp_)?status$/.test(one)),
  );
  return line
    ? set(true, `http-response ${word(line, 1)}`, line)
    : standard(false, "http-response return");
}
