/** What can go wrong, by stable code, with the exit code the command line ends with. */
export const problemCodes = {
  "usage-invalid": { exit: 3, summary: "An option or argument is not understood." },
  "scenario-invalid": { exit: 3, summary: "A scenario file is not what the schema asks for." },
  "configuration-invalid": {
    exit: 3,
    summary: "A configuration that is to be audited cannot be read as one.",
  },
  "file-unreadable": { exit: 3, summary: "A file or folder cannot be read." },
  "history-invalid": {
    exit: 3,
    summary: "A history file cannot be read or is of an unknown format.",
  },
  "unknown-name": {
    exit: 3,
    summary: "A fault, proxy, launcher or reporter of that name is not there.",
  },
  "catalogue-invalid": {
    exit: 3,
    summary: "A file in a catalogue folder does not hold a valid unit.",
  },
  "launcher-unavailable": { exit: 4, summary: "Nothing here can open a lane and run the proxies." },
  "port-in-use": { exit: 4, summary: "An address that is to be listened on is taken." },
  "proxy-start-failed": { exit: 2, summary: "The proxy did not start or never gave an answer." },
  "lane-lost": { exit: 2, summary: "The lane went away in mid-run: its agent or daemon ended." },
  "agent-failed": { exit: 2, summary: "The agent inside the lane could not do what it was asked." },
  "output-failed": { exit: 2, summary: "A report or the history could not be written." },
  "limit-exceeded": { exit: 3, summary: "An input is larger than what is allowed." },
  conflict: { exit: 3, summary: "It cannot be done in the state that things are in." },
  "token-invalid": { exit: 3, summary: "The control API asks for a token, and it was not sent." },
  "host-refused": { exit: 3, summary: "A request names a host that the control API is not." },
  "origin-refused": { exit: 3, summary: "A page of another origin asked the control API." },
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** The exit codes of the command line. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  unknown: 2,
  usage: 3,
  nothingCanRun: 4,
  allSkipped: 77,
} as const;

/**
 * Expected trouble, told to the person who must act: the message says what was expected and what
 * was there, `help` says the next step.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly help: string | undefined;

  constructor(code: ProblemCode, message: string, help?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Problem";
    this.code = code;
    this.help = help;
  }

  /** The exit code that belongs to this problem. */
  get exit(): number {
    return problemCodes[this.code].exit;
  }
}

/** The message of anything thrown, for places that only pass it on. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
