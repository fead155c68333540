/** A set-up that cannot go on, told to the person who must act. */
export class SetupProblem extends Error {
  /**
   * @param {string} message
   * @param {number} exit 4: nothing could run here; 1: the sources are wrong
   */
  constructor(message, exit) {
    super(message);
    this.name = "SetupProblem";
    this.exit = exit;
  }
}

/** Runs a script's main function; a set-up problem becomes its message and exit code. */
export async function withProblems(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exit;
  }
}
