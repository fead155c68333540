import { onPass } from "./making.ts";

/** What a cache keeps where a directive names no status. */
const usual = ["200", "301", "302"];

export const cacheGood = onPass<"cache-good-answers-only">((editor, { pass, family }) => {
  const name = `${family}_cache_valid`;
  for (const directive of editor.inForce(pass, name)) {
    const codes = directive.args.slice(0, -1);
    const time = directive.args.at(-1) ?? "";
    const good = codes.flatMap((code) =>
      code === "any" ? usual : Number(code) >= 500 ? [] : [code],
    );
    const kept = [...new Set(good)];
    if (codes.length > 0 && kept.length === 0) editor.remove(directive);
    else if (kept.join() !== codes.join())
      editor.replace(directive, `${name} ${kept.join(" ")} ${time}`);
  }
  return editor.edits.length > 0 ? undefined : `no ${name} names them`;
});

export const useStale = onPass<"use-stale-answers">((editor, { pass, family }) => {
  const name = `${family}_cache_use_stale`;
  const words = (editor.words(pass, name) ?? []).filter((word) => word !== "off");
  editor.set(pass, name, [...new Set(["error", "timeout", ...words])].join(" "));
  return undefined;
});
