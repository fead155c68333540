import { bytes } from "../reader/syntax/units.ts";
import { onPass } from "./making.ts";

export const keepFraming = onPass<"keep-framing">((editor, { pass }) => {
  const name = "chunked_transfer_encoding";
  if (editor.words(pass, name)?.[0] !== "off")
    return "it is the upstream that leaves its answers without a length";
  editor.set(pass, name, "on");
  return undefined;
});

export const bufferRequests = onPass<"buffer-requests">((editor, { pass, family }) => {
  const name = `${family}_request_buffering`;
  if (editor.words(pass, name)?.[0] !== "off")
    return "the proxy takes the whole request already: it is the upstream that closes too early";
  editor.set(pass, name, "on");
  return undefined;
});

/** nginx refuses buffers that are busy (twice a buffer by default) to be all buffers but one. */
export const raiseHeadLimit = onPass<"raise-head-limit">((editor, { pass, family, change }) => {
  const size = `${Math.ceil(change.bytes / 1_024)}k`;
  editor.set(pass, `${family}_buffer_size`, size);
  const [count = "8", each = "4k"] = editor.words(pass, `${family}_buffers`) ?? [];
  const room = (Number(count) - 1) * (bytes(each) ?? 0);
  if (room <= 2 * change.bytes) editor.set(pass, `${family}_buffers`, `8 ${size}`);
  const busy = bytes(editor.words(pass, `${family}_busy_buffers_size`)?.[0] ?? "");
  if (busy !== undefined && busy < change.bytes)
    editor.set(pass, `${family}_busy_buffers_size`, `${(2 * change.bytes) / 1_024}k`);
  return undefined;
});

export const logBytes = onPass<"log-bytes-sent">((editor, { pass }) => {
  const named = editor.inForce(pass, "access_log").map(({ args }) => args[1] ?? "combined");
  const formats = editor.all("log_format").filter(({ args }) => named.includes(args[0] ?? ""));
  const short = formats.filter(({ text }) => !/\$(?:body_)?bytes_sent/.test(text));
  // What reads JSON would not understand a line that goes on after it.
  if (short.some(({ args }) => args.includes("escape=json") || /[}\]]$/.test(args.at(-1) ?? "")))
    return "the log is JSON: where the number belongs is for its readers to say";
  for (const format of short) editor.replace(format, `${format.text} ' $body_bytes_sent'`);
  return short.length > 0 ? undefined : "the log says already how much was sent";
});
