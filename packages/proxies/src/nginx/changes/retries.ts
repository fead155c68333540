import { onPass } from "./making.ts";

export const retryIdempotent = onPass<"retry-idempotent-only">((editor, { pass, family }) => {
  const name = `${family}_next_upstream`;
  const words = editor.words(pass, name) ?? [];
  if (!words.includes("non_idempotent")) return `${name} does not ask for it`;
  const kept = words.filter((word) => word !== "non_idempotent");
  editor.set(pass, name, kept.length > 0 ? kept.join(" ") : "error timeout");
  return undefined;
});

export const retryOnAnother = onPass<"retry-on-another-server">((editor, { pass, family }) => {
  const name = `${family}_next_upstream`;
  const words = (editor.words(pass, name) ?? []).filter((word) => word !== "off");
  const wanted = [...new Set(["error", "timeout", ...words])].join(" ");
  if (editor.words(pass, name) && wanted !== words.join(" ")) editor.set(pass, name, wanted);
  if (editor.words(pass, `${name}_tries`)?.[0] === "1") editor.set(pass, `${name}_tries`, "2");
  return editor.edits.length > 0 ? undefined : `${name} allows it already`;
});
