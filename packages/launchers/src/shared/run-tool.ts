import { execFile } from "node:child_process";

/** What became of a program that was run to its end. */
export interface ToolResult {
  ok: boolean;
  /** The exit code; none if it was killed, timed out or could not be started. */
  code?: number;
  stdout: string;
  stderr: string;
  /** Why there is no exit code. */
  failure?: "not-found" | "not-permitted" | "timed-out" | "killed";
}

const output_bytes_max = 4 * 1024 * 1024;

/** Runs a program without a shell and without input. Never rejects. */
export async function runTool(
  program: string,
  args: readonly string[],
  timeout_ms: number,
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const options = {
      timeout: timeout_ms,
      killSignal: "SIGKILL",
      maxBuffer: output_bytes_max,
      env: toolEnvironment(),
    } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) resolve({ ok: true, code: 0, stdout, stderr });
      else resolve({ ok: false, stdout, stderr, ...causeOf(error) });
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end();
  });
}

function causeOf(error: {
  code?: unknown;
  killed?: boolean;
}): Pick<ToolResult, "code" | "failure"> {
  if (typeof error.code === "number") return { code: error.code };
  if (error.code === "ENOENT") return { failure: "not-found" };
  if (error.code === "EACCES") return { failure: "not-permitted" };
  return { failure: error.killed === true ? "timed-out" : "killed" };
}

const systemFolders = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
];

/** The folders programs are looked for in: PATH, and those that an ordinary user's PATH leaves out. */
export function programFolders(): string[] {
  const own = (process.env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  return [...new Set([...own, ...systemFolders])];
}

/** The environment of the programs that launchers run. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: programFolders().join(":"), DOCKER_CLI_HINTS: "false" };
}

/** The last line that says something, for a sentence. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
