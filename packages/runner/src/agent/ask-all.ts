import type { Answer, RequestSpec } from "@gatecrash/core";
import type { Pace } from "./pace.ts";

export interface Asking {
  pace: Pick<Pace, "before" | "after">;
  /** Asks once; `onSent` is called when the kernel has the whole request. Never throws. */
  ask(request: RequestSpec, index: number, onSent: () => void): Promise<Answer>;
  /** Resolves when the proxy has answered a request that came later than all the others. */
  takenIn(): Promise<unknown>;
}

/**
 * Makes the requests of a trial, in turn; one that is to be made beside the one before does not wait
 * for its end. A proxy works in the order in which it is asked: when it has answered another request
 * that came later, it has taken that one in, and what it made of it no longer depends on chance.
 */
export async function askAll(
  requests: readonly RequestSpec[],
  { pace, ask, takenIn }: Asking,
): Promise<Answer[]> {
  const answers: Promise<Answer>[] = [];
  let sent = Promise.resolve();
  try {
    for (const [index, request] of requests.entries()) {
      if (index > 0 && request.beside === "in-order") {
        await sent;
        await takenIn();
      } else if (index > 0 && request.beside === undefined) {
        await Promise.all(answers);
        pace.after();
      }
      await pace.before(request, index === 0);
      sent = new Promise<void>((resolve) => {
        const answer = ask(request, index, resolve);
        answers.push(answer);
        // A request that could not be sent is not waited for.
        void answer.then(() => {
          resolve();
        });
      });
    }
  } finally {
    await Promise.all(answers);
  }
  return Promise.all(answers);
}
