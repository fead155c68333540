import type { RequestHead } from "@gatecrash/core";

/** The request head behind the variables of a CGI request; names are in lower case. */
export function headOfVariables(variables: ReadonlyMap<string, string>): RequestHead {
  const headers: Record<string, string> = {};
  for (const [name, value] of variables) {
    const field = /^(?:HTTP_(?=.)|(?=CONTENT_))(.+)$/.exec(name)?.[1];
    if (field !== undefined && value !== "") {
      headers[field.toLowerCase().replaceAll("_", "-")] = value;
    }
  }
  const path = variables.get("REQUEST_URI") ?? variables.get("SCRIPT_NAME") ?? "";
  return { method: variables.get("REQUEST_METHOD") ?? "", path, headers };
}
