import type { Entry, LiveLine, Reporter, ReportOptions } from "@gatecrash/core";

/** Redrawn at most so often. */
const redraw_ms = 80;

/** The live line of a terminal, redrawn in place and gone when the report comes. */
export class LiveDisplay {
  readonly #line: LiveLine | undefined;
  readonly #stream: NodeJS.WriteStream;
  #text = "";
  #drawn = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(reporter: Reporter, stream: NodeJS.WriteStream, options: ReportOptions) {
    this.#line = reporter.live?.(options);
    this.#stream = stream;
  }

  /** Takes an entry in; what is drawn a moment later is the newest state, not the first of many. */
  readonly add = (entry: Entry): void => {
    this.#text = this.#line?.(entry) ?? this.#text;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#drawn = true;
      this.#stream.write(`\r\u001b[2K${this.#text}`);
    }, redraw_ms).unref();
  };

  clear(): void {
    clearTimeout(this.#timer);
    if (this.#drawn) this.#stream.write("\r\u001b[2K");
  }
}
