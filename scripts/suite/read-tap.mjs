/**
 * Reads the TAP that tap prints for a whole suite, line by line: each test file is a subtest at the
 * left margin, its own tests are indented.
 */

/**
 * @typedef {{name: string, reason: string}} Skip
 * @typedef {{file: string, ok: boolean, passed: number, failed: number, skips: Skip[],
 *   lines: string[]}} FileResult
 */

/** @returns {FileResult} */
function emptyResult() {
  return { file: "", ok: true, passed: 0, failed: 0, skips: [], lines: [] };
}

const testPoint = /^( *)(not )?ok \d+(?: - (.*?))?(?: # (SKIP|TODO)(?: (.*))?| # time=\S+)?$/;

export class TapReader {
  #current = emptyResult();
  /** By indent of an open subtest: how many failures had been counted when it began. */
  #open = new Map();
  /** The line that ends the diagnostics we are in; they may quote anything, TAP too. */
  #diagnosticsEnd;
  #onFile;

  /** @param {(result: FileResult) => void} onFile called as each test file ends */
  constructor(onFile) {
    this.#onFile = onFile;
  }

  /** @param {string} line */
  read(line) {
    const result = this.#current;
    result.lines.push(line);
    if (this.#diagnosticsEnd !== undefined) {
      if (line === this.#diagnosticsEnd) this.#diagnosticsEnd = undefined;
      return;
    }
    const diagnostics = /^( +)---$/.exec(line);
    if (diagnostics) this.#diagnosticsEnd = `${diagnostics[1]}...`;
    const subtest = /^( *)# Subtest: /.exec(line);
    if (subtest) this.#open.set(subtest[1].length, result.failed);
    const point = testPoint.exec(line);
    if (point) this.#point(point);
  }

  #point([, indent, not, name = "", directive, reason = ""]) {
    const result = this.#current;
    const failedBefore = this.#open.get(indent.length);
    const closesSubtest = this.#open.delete(indent.length);
    if (directive !== undefined)
      result.skips.push({ name, reason: reason || `no reason given (${directive})` });
    else if (!closesSubtest && not === undefined) result.passed += 1;
    // A subtest fails with what failed in it, which is counted already, or of itself: a timeout.
    else if (not !== undefined && (failedBefore ?? result.failed) === result.failed)
      result.failed += 1;
    if (indent !== "" || !closesSubtest) return;
    this.#onFile({ ...result, file: name, ok: not === undefined });
    this.#current = emptyResult();
  }
}
