import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Longest line of an agent, which may carry a whole body, in characters. */
export const agentLineMax = 16 * 1024 * 1024;
/** Longest line of a proxy's log, in characters. */
export const logLineMax = 64 * 1024;

/**
 * Gives every line of a stream to the sink, the last one too if it has no line end. What goes
 * beyond `line_max` characters of a line is dropped: a stream without line ends must not fill the
 * memory.
 */
export function eachLine(
  stream: Readable,
  encoding: "utf8" | "latin1",
  line_max: number,
  sink: (line: string) => void,
): void {
  const decoder = new StringDecoder(encoding);
  let rest = "";
  const take = (text: string) => {
    const lines = text.split("\n");
    const open = lines.pop() ?? "";
    for (const [index, line] of lines.entries()) {
      sink(withoutReturn(cut(index === 0 ? rest + line : line, line_max)));
    }
    rest = cut(lines.length === 0 ? rest + open : open, line_max);
  };
  stream.on("data", (chunk: Buffer) => {
    take(decoder.write(chunk));
  });
  stream.once("end", () => {
    take(decoder.end());
    if (rest !== "") sink(withoutReturn(rest));
  });
}

function cut(line: string, line_max: number): string {
  return line.length > line_max ? line.slice(0, line_max) : line;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
