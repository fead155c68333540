/** Waits for work, but no longer than until the run is ended early. */
export async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop);
  });
  await Promise.race([work, aborted]);
  signal.removeEventListener("abort", stop);
  if (signal.aborted) work.catch(() => undefined);
}
