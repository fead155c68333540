import type { TrialUpstream } from "./upstreams.ts";

/** Opens an upstream when it is asked for, or before. */
export function openAhead(start: () => Promise<TrialUpstream>) {
  let opening: Promise<TrialUpstream> | undefined;
  const ahead = () => {
    opening = start();
    // What went wrong is told to the trial that takes it.
    opening.catch(() => undefined);
  };
  const open = () => {
    const upstream = opening ?? start();
    opening = undefined;
    return upstream;
  };
  return { open, ahead };
}
