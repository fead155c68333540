import { timeText } from "../../shared/time-text.ts";
import { onSection } from "./making.ts";

/** In the section of the servers alone: only of it is known what it does. */
export const setTimes = onSection<"set-times">((editor, { section, change }) => {
  const { connect_timeout_ms, read_timeout_ms, queue_timeout_ms, tunnel_timeout_ms } = change.times;
  const named = {
    connect: connect_timeout_ms,
    server: read_timeout_ms,
    queue: queue_timeout_ms,
    tunnel: tunnel_timeout_ms,
  };
  for (const [name, ms] of Object.entries(named))
    if (ms !== undefined) editor.set(section, ["timeout", name], timeText(ms));
  return undefined;
});
