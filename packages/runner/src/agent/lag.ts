/** Lateness below this is ordinary. */
const reported_ms = 20;

/** Reports how late a timer of this process comes, whenever it is late: a busy machine. */
export function watchLag(report: (ms: number) => void, every_ms = 50): () => void {
  let due = performance.now() + every_ms;
  const timer = setInterval(() => {
    const late = performance.now() - due;
    due = performance.now() + every_ms;
    if (late > reported_ms) report(Math.round(late));
  }, every_ms);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
