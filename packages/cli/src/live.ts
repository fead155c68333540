import type { Entry, LiveLine, Reporter, ReportOptions } from "@gatecrash/core";

/** Redrawn at most so often. */
const redraw_ms = 80;

/** The live line of a terminal, redrawn in place and gone when the report comes. */
export class LiveDisplay {
  readonly #line: LiveLine | undefined;
  readonly #stream: NodeJS.WriteStream;
  #drawn_ms = 0;

  constructor(reporter: Reporter, stream: NodeJS.WriteStream, options: ReportOptions) {
    this.#line = reporter.live?.(options);
    this.#stream = stream;
  }

  readonly add = (entry: Entry): void => {
    const text = this.#line?.(entry);
    if (text === undefined || performance.now() - this.#drawn_ms < redraw_ms) return;
    this.#drawn_ms = performance.now();
    this.#stream.write(`\r\u001b[2K${text}`);
  };

  clear(): void {
    if (this.#drawn_ms > 0) this.#stream.write("\r\u001b[2K");
  }
}
