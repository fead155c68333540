import type { Endpoint } from "@gatecrash/core";
import type { Section } from "../reader/text/sections.ts";
import type { Editor } from "./editor.ts";
import { notFound, onSection, serverLines, type Making } from "./making.ts";

/** Names are looked up again by a section of resolvers; the machine's own servers are the usual ones. */
function lookUp(
  editor: Editor,
  endpoints: readonly Endpoint[],
  before: Section,
): string | undefined {
  const known = editor.sections.find(({ kind }) => kind === "resolvers")?.name;
  const name = known ?? "system";
  if (known === undefined) editor.addSection(before, [`resolvers ${name}`, "  parse-resolv-conf"]);
  const lines = serverLines(editor, endpoints);
  for (const line of lines) {
    if (!line.words.includes("resolvers")) editor.option(line, "resolvers", name);
    editor.option(line, "init-addr", "last,libc,none");
  }
  return lines.length > 0 ? undefined : notFound;
}

export const lookUpAgain = onSection<"look-names-up-again">((editor, { section, change }) =>
  lookUp(
    editor,
    change.group.endpoints.filter(({ resolved }) => resolved === "start"),
    section,
  ),
);

export const startWithout: Making<"start-without-names"> = (editor, _change, { groups }) => {
  const needed = groups
    .flatMap(({ endpoints }) => endpoints)
    .filter(
      ({ resolved, address, start_without_address }) =>
        (resolved === "start" || resolved === "watched") &&
        !start_without_address &&
        !(address.kind === "tcp" && address.host === "localhost"),
    );
  const first = groups.find(({ endpoints }) => endpoints.some((each) => needed.includes(each)));
  const section = first && editor.section(first.at);
  return section ? lookUp(editor, needed, section) : notFound;
};
