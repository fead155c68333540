import { timeText } from "../../shared/time-text.ts";
import { onPass } from "./making.ts";

/** In the location alone: only of it is known what it does. */
export const setTimes = onPass<"set-times">((editor, { pass, change }) => {
  const { settings } = change.route;
  const { connect_timeout_ms, read_timeout_ms, queue_timeout_ms, tunnel_timeout_ms } = change.times;
  if (queue_timeout_ms !== undefined)
    return "nginx has no queue for requests that wait for a server, and how many connections the servers can bear is not known here";
  if (connect_timeout_ms !== undefined)
    editor.set(pass, settings.connect_timeout_ms.directive, timeText(connect_timeout_ms));
  // The timeout of a read is that of an upgraded connection, too.
  const read_ms = tunnel_timeout_ms ?? read_timeout_ms;
  if (read_ms !== undefined)
    editor.set(pass, settings.read_timeout_ms.directive, timeText(read_ms));
  return undefined;
});
