/** Ctrl-C and SIGTERM end a run in order; the second one ends the process at once. */
export function stopOnSignals(): { signal: AbortSignal; abort(): void; done(): void } {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(128 + (name === "SIGINT" ? 2 : 15));
    process.stderr.write(`\n${name}: ending; what was recorded is kept. Once more ends at once.\n`);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort();
    },
    done: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
