import { Command, CommanderError } from "commander";
import { exitCodes, messageOf, Problem, problemCodes, visibleLines } from "@gatecrash/core";
import { addExamples, optionDescription } from "./help.ts";
import { addPlaceOptions, addRunOptions, collect, factor, wholeNumber } from "./options.ts";
import type { AuditCommandOptions } from "./commands/audit.ts";
import type { CoverageCommandOptions } from "./commands/coverage.ts";
import type { DiffCommandOptions } from "./commands/diff.ts";
import type { RunCommandOptions } from "./commands/run.ts";
import type { ServeCommandOptions } from "./commands/serve.ts";
import { version } from "./version.ts";

type Ends = (code: number) => void;

function buildProgram(end: Ends): Command {
  const program = new Command("gatecrash")
    .description(
      "Shows what a real proxy makes of a failing upstream: 502, 503, 504, a cut 200 or nothing, and why.",
    )
    .version(version)
    .showHelpAfterError("(gatecrash --help shows the commands and options)")
    .configureHelp({ showGlobalOptions: false, optionDescription })
    .configureOutput({
      outputError: (text, write) => {
        write(visibleLines(text));
      },
    });
  addRunCommands(program, end);
  addReplayCommand(program, end);
  addReadCommands(program, end);
  addAuditCommand(program, end);
  addServeCommand(program, end);
  addExamples(program);
  return program;
}

function addRunCommands(program: Command, end: Ends): void {
  const text = (options: RunCommandOptions): RunCommandOptions => ({
    ...options,
    reporter: options.reporter.length > 0 ? options.reporter : ["text"],
  });
  addRunOptions(program.command("run"))
    .description("run scenarios: files or folders")
    .argument(
      "[paths...]",
      "scenario files and folders (scenarios/, or those that come with gatecrash)",
    )
    .action(async (paths: string[], options: RunCommandOptions) => {
      end(await (await import("./commands/run.ts")).runCommand(paths, text(options)));
    });
  addRunOptions(program.command("matrix"))
    .description("run every fault of the catalogue against the proxies")
    .action(async (options: RunCommandOptions) => {
      end(await (await import("./commands/run.ts")).matrixCommand(text(options)));
    });
}

function addReplayCommand(program: Command, end: Ends): void {
  program
    .command("replay")
    .description("run the trials of a recorded run once more, with the seeds they had")
    .argument("<history>", "history.jsonl, or the folder of a run")
    .option("--launcher <name>", "docker, netns, process, or auto", "auto")
    .option("--faults <folder>", "a folder with faults of your own", collect, [])
    .option("--width <n>", "trials at the same time", wholeNumber(1, 10_000))
    .option("--reporter <name>", "text, json, junit, tap, markdown", collect, [])
    .option("--output <file>", "file of the first reporter, then of the second …", collect, [])
    .option("--runs <folder>", "where runs are recorded", ".gatecrash/runs")
    .action(async (history: string, options: RunCommandOptions) => {
      const none = { proxy: [], fault: [], image: [], binary: [], pull: false, timeScale: 1 };
      const reporter = options.reporter.length > 0 ? options.reporter : ["text"];
      const all = { ...options, ...none, failFast: false, list: false, reporter };
      end(await (await import("./commands/run.ts")).replayCommand(history, all));
    });
}

function addReadCommands(program: Command, end: Ends): void {
  for (const [name, reporter, summary] of [
    ["judge", "text", "judge a recorded run again"],
    ["report", "text", "show a recorded run in another format"],
  ] as const) {
    program
      .command(name)
      .description(summary)
      .argument("<history>", "history.jsonl, or the folder of a run")
      .option("--reporter <name>", "text, json, junit, tap, markdown", collect, [])
      .option(
        "--output <file>",
        "file of the first reporter, then of the second …; -: standard output",
        collect,
        [],
      )
      .action(async (history: string, options: { reporter: string[]; output: string[] }) => {
        const { judgeCommand } = await import("./commands/judge.ts");
        const named = options.reporter.length > 0 ? options.reporter : [reporter];
        const code = await judgeCommand(history, { ...options, reporter: named });
        // A report was asked for and written: what it says is not its own failure.
        end(name === "report" ? 0 : code);
      });
  }
  program
    .command("list")
    .description("list faults, proxies, launchers, reporters, symptoms or scenarios")
    .argument("<what>", "faults, proxies, launchers, reporters, symptoms or scenarios")
    .argument("[paths...]", "for scenarios: files and folders")
    .option("--faults <folder>", "a folder with faults of your own", collect, [])
    .action(async (what: string, paths: string[], options: { faults: string[] }) => {
      end(await (await import("./commands/list.ts")).listCommand(what, paths, options));
    });
  program
    .command("explain")
    .description("explain a fault: parameters, acts, symptom, and its outcome on each proxy")
    .argument("<what>", "fault")
    .argument("<id>")
    .option("--faults <folder>", "a folder with faults of your own", collect, [])
    .action(async (what: string, id: string, options: { faults: string[] }) => {
      end(await (await import("./commands/explain.ts")).explainCommand(what, id, options));
    });
  addDiffCommand(program, end);
  addCoverageCommand(program, end);
  program
    .command("doctor")
    .description("show what can run here, what is missing, and the command that mends it")
    .action(async () => {
      end(await (await import("./commands/doctor.ts")).doctorCommand());
    });
}

function addDiffCommand(program: Command, end: Ends): void {
  program
    .command("diff")
    .description("list the faults whose outcome changes from one version of a proxy to another")
    .argument("<before>", "such as nginx@1.22")
    .argument("<after>", "such as nginx@1.30")
    .option("--run", "run the matrix on both, in place of what the driver declares", false)
    .option("--launcher <name>", "with --run: docker, netns, process, or auto", "auto")
    .option("--fault <ids>", "only these faults", collect, [])
    .option("--faults <folder>", "a folder with faults of your own", collect, [])
    .option("--pull", "with --run: pull images that are missing", false)
    .option("--runs <folder>", "where runs are recorded", ".gatecrash/runs")
    .action(async (before: string, after: string, options: DiffCommandOptions) => {
      end(await (await import("./commands/diff.ts")).diffCommand(before, after, options));
    });
}

function addAuditCommand(program: Command, end: Ends): void {
  program
    .command("audit")
    .description("run your own configuration in a world where everything behind it fails")
    .argument(
      "[paths...]",
      "nginx.conf or haproxy.cfg, or the folder that holds it; none: that of --docker-image",
    )
    .option("--proxy <id>", "which proxy it is for, where the file does not tell")
    .option(
      "--launcher <name>",
      "docker (an official image, or --docker-image), netns (the binary of this machine), or auto: docker where it has the image, else netns",
      "auto",
    )
    .option(
      "--docker-image <reference>",
      "the image that the configuration is for; alone: the image's own configuration",
    )
    .option("--pull", "pull images that are missing", false)
    .option("--binary <path>", "the native binary that the configuration is for")
    .option("--fault <ids>", "only these faults", collect, [])
    .option("--all", "every fault that suits, in place of the thirty that matter most", false)
    .option("--method <names>", "methods that routes are asked with (GET,POST)", collect, [])
    .option("--lanes <n>", "lanes side by side", wholeNumber(1, 64))
    .option("--seed <text>", "seed of everything random")
    .option("--runs <folder>", "where runs are recorded", ".gatecrash/runs")
    .option("--ignore <ids>", "findings that are not told", collect, [])
    .option("--budget <ms>", "what a client waits for an error at most", wholeNumber(1, 86_400_000))
    .option(
      "--expect-status <codes>",
      "statuses that healthy routes give besides 2xx, 3xx",
      collect,
      [],
    )
    .option("--save <file>", "keep the outcomes, for a later --against")
    .option("--against <file>", "compare with saved outcomes: exit 1 where one changed")
    .option(
      "--request <line>",
      'a request besides those found in the configuration, such as "GET /api/1 Host: shop.example"; may be repeated',
      collect,
      [],
    )
    .option(
      "--time-scale <factor>",
      "multiply all times of the configuration, in a copy: 0.1 is ten times as fast (1: as it is)",
      factor(0.001, 100),
      1,
    )
    .option(
      "--verify-fix",
      "make each change that is proposed in a copy, and run its trials again: before and after",
      false,
    )
    .option("--config <file>", "settings (gatecrash.yaml or .gatecrashrc, key audit)")
    .option("--reporter <name>", "text, json, junit, markdown, sarif", collect, [])
    .option("--output <file>", "file of the first reporter, then of the second …", collect, [])
    .option("--list", "show what was read of the configuration, and run nothing", false)
    .option("--json", "for machines", false)
    .action(async (paths: string[], options: AuditCommandOptions) => {
      end(await (await import("./commands/audit.ts")).auditCommand(paths, options));
    });
}

function addCoverageCommand(program: Command, end: Ends): void {
  addPlaceOptions(program.command("coverage"))
    .description("list which messages of a proxy's log were provoked, and by which faults")
    .argument("<proxy>", "nginx or haproxy")
    .option("--history <path>", "a recorded run in place of a new one; more than one", collect, [])
    .option("--json", "the rows as JSON", false)
    .option("--missing", "only what counts and was not provoked", false)
    .option("--save <folder>", "keep what was seen there, as a table and as JSON")
    .action(async (proxy: string, options: CoverageCommandOptions) => {
      end(await (await import("./commands/coverage.ts")).coverageCommand(proxy, options));
    });
}

function addServeCommand(program: Command, end: Ends): void {
  const port = wholeNumber(0, 65_535);
  program
    .command("serve")
    .description("start the fake upstream alone, with its control API")
    .option("--host <address>", "address of the upstream", "127.0.0.1")
    .option("--port <n>", "port of the upstream; 0: any", port, 8080)
    .option("--control-host <address>", "address of the control API", "127.0.0.1")
    .option("--control-port <n>", "port of the control API; 0: any", port, 9090)
    .option("--token <text>", "token for the control API (or GATECRASH_TOKEN)")
    .option(
      "--allow-host <name>",
      "a Host header that the control API accepts besides its own",
      collect,
      [],
    )
    .option("--no-caller-faults", "callers cannot choose faults by path or header")
    .option("--faults <folder>", "a folder with faults of your own", collect, [])
    .option("--seed <text>", "seed of everything random", "gatecrash")
    .option("--log-level <level>", "trace, debug, info, warn, error, silent", "info")
    .action(async (options: ServeCommandOptions) => {
      end(await (await import("./commands/serve.ts")).serveCommand(options));
    });
}

/** Runs the command line and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  guardOutput();
  const program = buildProgram((code) => {
    process.exitCode = code;
  });
  exitOverride(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

/**
 * Whoever reads the output may stop reading (| head): no reason to complain, and the exit code
 * still says what was found. Output that is lost for any other reason must not pass for a report.
 */
function guardOutput(): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exit(tell(new Problem("output-failed", `standard output: ${error.message}`)));
  });
}

function exitOverride(command: Command): void {
  command.exitOverride();
  for (const each of command.commands) exitOverride(each);
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof Problem) {
    const help = error.help === undefined ? "" : `\n${error.help}`;
    const text = visibleLines(`${error.message}${help}`);
    process.stderr.write(`${text}\n(${error.code}: ${problemCodes[error.code].summary})\n`);
    return error.exit;
  }
  // A mistake of ours: the stack is for the person who mends it.
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
  );
  return exitCodes.unknown;
}
