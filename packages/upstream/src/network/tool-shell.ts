import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { Socket } from "node:net";

const command_ms_max = 5_000;
const output_chars_max = 1_048_576;
const done = /^gatecrash-done (\d+)\n$/m;
const inputEnd = "gatecrash-input-end";

interface Waiting {
  said: string;
  settle(error: Error | undefined, output: string): void;
}

/**
 * Runs short commands one after the other, in a shell that stays: to start each from here would
 * stop this process's event loop for as long as the kernel copies its page tables.
 */
export class ToolShell {
  #shell: ChildProcessWithoutNullStreams | undefined;
  #waiting: Waiting | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Runs one command with this text as its input, which ends with a newline. `onStart` is called
   * when its turn has come.
   * @returns what it printed
   * @throws Error with the first line it said, if it fails or takes longer than 5 s
   */
  run(command: readonly string[], input = "", onStart?: () => void): Promise<string> {
    const turn = this.#last.then(() => {
      onStart?.();
      return this.#run(command, input);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the shell; a later command starts another. */
  close(): void {
    this.#shell?.stdin.end();
    this.#shell = undefined;
  }

  async #run(command: readonly string[], input: string): Promise<string> {
    const shell = (this.#shell ??= this.#start());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        shell.kill("SIGKILL");
        this.#lost(shell, `no answer within ${command_ms_max} ms`);
      }, command_ms_max);
      this.#waiting = {
        said: "",
        settle: (error, output) => {
          clearTimeout(timer);
          this.#waiting = undefined;
          if (error) reject(error);
          else resolve(output);
        },
      };
      const words = command.map(quoted).join(" ");
      shell.stdin.write(
        `${words} 2>&1 <<'${inputEnd}'\n${input}${inputEnd}\nGATECRASH=$?; echo; echo "gatecrash-done $GATECRASH"\n`,
      );
    });
  }

  #start(): ChildProcessWithoutNullStreams {
    const shell = spawn("sh", [], { stdio: "pipe" });
    // It must not keep this process from ending; its standard input ends with us.
    shell.unref();
    for (const pipe of [shell.stdin, shell.stdout, shell.stderr]) {
      if (pipe instanceof Socket) pipe.unref();
    }
    shell.stdin.on("error", () => undefined);
    shell.once("error", (error) => {
      this.#lost(shell, error.message);
    });
    shell.once("close", () => {
      this.#lost(shell, "the shell ended");
    });
    shell.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#hear(text);
    });
    return shell;
  }

  #hear(text: string): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.said = (waiting.said + text).slice(-output_chars_max);
    const end = done.exec(waiting.said);
    if (!end) return;
    const output = waiting.said.slice(0, end.index).replace(/\n$/, "");
    const failed = end[1] !== "0";
    const said = output.trim().split("\n")[0] || `exit code ${end[1]}`;
    waiting.settle(failed ? new Error(said) : undefined, output);
  }

  #lost(shell: ChildProcessWithoutNullStreams, why: string): void {
    if (this.#shell !== shell) return;
    this.#shell = undefined;
    this.#waiting?.settle(new Error(why), "");
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
