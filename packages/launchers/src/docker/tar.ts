/** One entry of an archive. */
export interface TarEntry {
  /** As written; nothing says that it is a decent path. */
  name: string;
  kind: "file" | "folder" | "link" | "other";
  /** Where a symbolic link leads to. */
  target: string;
  size_bytes: number;
  /** The first bytes of a file, up to the reader's limit. */
  content: Buffer;
}

const block_bytes = 512;
/** Longest name that an archive may tell in a block of its own. */
const name_bytes_max = 64 * 1024;

const kinds: Record<string, TarEntry["kind"]> = {
  "\0": "file",
  "0": "file",
  "2": "link",
  "5": "folder",
};

/**
 * The entries of a tar archive (POSIX ustar and pax, GNU long names). It ends where the archive
 * ends, or where the stream is cut.
 */
export async function* tarEntries(
  stream: AsyncIterable<Buffer>,
  content_bytes_max: number,
): AsyncGenerator<TarEntry> {
  const bytes = new Bytes(stream);
  let extended: { path?: string; linkpath?: string; size?: string } = {};
  for (;;) {
    const header = await bytes.take(block_bytes);
    if (header.length < block_bytes || header.every((byte) => byte === 0)) return;
    const type = header.toString("latin1", 156, 157);
    const size_bytes = Number(extended.size ?? Number.parseInt(textOf(header, 124, 12), 8)) || 0;
    const padding = (block_bytes - (size_bytes % block_bytes)) % block_bytes;
    const limit = /[xLK]/.test(type) ? name_bytes_max : content_bytes_max;
    const content = await bytes.take(Math.min(size_bytes, limit));
    await bytes.skip(size_bytes - content.length + padding);
    if (type === "x") extended = { ...extended, ...records(content.toString("utf8")) };
    else if (type === "L") extended.path = textOf(content, 0, content.length);
    else if (type === "K") extended.linkpath = textOf(content, 0, content.length);
    else if (type !== "g") {
      const prefix = textOf(header, 345, 155);
      const name = textOf(header, 0, 100);
      yield {
        name: extended.path ?? (prefix === "" ? name : `${prefix}/${name}`),
        kind: kinds[type] ?? "other",
        target: extended.linkpath ?? textOf(header, 157, 100),
        size_bytes,
        content,
      };
      extended = {};
    }
  }
}

/** Text up to the first NUL. */
function textOf(buffer: Buffer, start: number, length: number): string {
  const text = buffer.toString("utf8", start, start + length);
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** `<length> <key>=<value>\n`, one after the other. */
function records(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/^\d+ (path|linkpath|size)=(.*)$/gm)];
  return Object.fromEntries(pairs.map(([, key = "", value = ""]) => [key, value]));
}

/** Bytes of a stream, as many as are asked for; fewer where it ends. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0;) {
      if (this.#rest.length === 0 && !(await this.#more())) break;
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  async skip(count: number): Promise<void> {
    for (let missing = count; missing > 0;) {
      if (this.#rest.length === 0 && !(await this.#more())) return;
      const part = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(part);
      missing -= part;
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }
}
