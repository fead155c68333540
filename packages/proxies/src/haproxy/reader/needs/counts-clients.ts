import type { Section } from "../text/sections.ts";

/** True if requests are counted in tables, and no address of 127.0.0.0/8 is named anywhere. */
export function countsClients(sections: readonly Section[]): boolean {
  const lines = sections.flatMap(({ lines: each }) => each.map(({ words }) => words));
  const counts = lines.some((words) => words.some((each) => /^track-sc\d/.test(each)));
  return counts && !lines.some((words) => words.includes("src") && words.some(isLoopback));
}

const isLoopback = (word: string) => word.startsWith("127.");
