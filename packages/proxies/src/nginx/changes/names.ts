import type { Place } from "@gatecrash/core";
import type { Editor } from "./editor.ts";
import { notFound, passOf, type Making } from "./making.ts";

const no_resolver =
  "it takes a resolver, and which DNS server is to be asked is not told by the configuration";

/** Names that a pass has in a variable are looked up when they are asked for. */
function lookUp(editor: Editor, at: Place): string | undefined {
  const pass = editor.find(at);
  if (!pass) return notFound;
  if (!/^(?:proxy|grpc)_pass$/.test(pass.name))
    return "the servers of an upstream block are looked up again only since 1.27.3 (`server … resolve` with a `zone`)";
  if (editor.inForce(pass, "resolver").length === 0) return no_resolver;
  const parts = /^(https?:\/\/|grpcs?:\/\/)([\w.-]+)(:\d+)?$/.exec(pass.args[0] ?? "");
  // With a variable in it, a path in the address would replace the client's as a whole.
  if (!parts) return "the address has a path, which means another thing beside a variable";
  const [, scheme = "", host = "", port = ""] = parts;
  editor.before(pass, `set $upstream_name ${host}`);
  editor.replace(pass, `${pass.name} ${scheme}$upstream_name${port}`);
  return undefined;
}

export const lookUpAgain: Making<"look-names-up-again"> = (editor, { route }) => {
  const found = passOf(editor, route);
  if (found && editor.all("upstream").some(({ args }) => isNamed(found.pass.args[0], args[0])))
    return "the servers of an upstream block are looked up again only since 1.27.3 (`server … resolve` with a `zone`)";
  return lookUp(editor, route.at);
};

function isNamed(address = "", upstream = ""): boolean {
  return address.replace(/^\w+:\/\//, "").replace(/[:/].*$/, "") === upstream;
}

export const startWithout: Making<"start-without-names"> = (editor, _change, { groups }) => {
  const places = groups
    .flatMap(({ endpoints }) => endpoints)
    .filter(
      ({ resolved, address }) =>
        resolved === "start" && address.kind === "tcp" && address.host !== "localhost",
    )
    .map(({ at }) => at);
  const distinct = places.filter(
    ({ file, line, text }, index) =>
      places.findIndex((each) => each.file === file && each.line === line && each.text === text) ===
      index,
  );
  for (const place of distinct) {
    const why = lookUp(editor, place);
    if (why !== undefined) return why;
  }
  return undefined;
};
