import { linesOf, onSection } from "./making.ts";

/** A page that is somewhere else is a redirect: without it HAProxy says the status itself. */
export const keepErrorStatus = onSection<"keep-error-status">((editor, { change }) => {
  const { statuses, route } = change;
  const moved = route.settings.error_pages.filter(
    ({ value, directive }) =>
      directive.startsWith("errorloc") && value.statuses.some((each) => statuses.includes(each)),
  );
  const lines = linesOf(
    editor,
    moved.flatMap(({ at }) => at ?? []),
  );
  for (const line of lines) editor.remove(line);
  return lines.length > 0
    ? undefined
    : "the file of the page holds the status: it is sent as it is";
});

/** Of these HAProxy has pages, its own or the configured ones. */
const known = [400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504];

export const interceptErrors = onSection<"intercept-errors">((editor, { section, change }) => {
  const statuses = change.statuses.filter((status) => known.includes(status));
  for (const status of statuses.toReversed())
    editor.add(
      section,
      `http-response return status ${status} default-errorfiles if { status ${status} }`,
    );
  return statuses.length > 0 ? undefined : "HAProxy has no pages for these";
});
