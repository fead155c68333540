/** The variables that describe a request to a CGI program: `REQUEST_METHOD`, `HTTP_HOST` … */
export type CgiVariables = Readonly<Record<string, string>>;

/** The head of a CGI answer (RFC 3875, section 6). Fields are written as given, in order. */
export function cgiHead(
  status: string | number,
  fields: Readonly<Record<string, string | number>> = {},
): string {
  const all = { Status: status, "Content-Type": "text/plain", ...fields };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
}

/** A whole CGI answer that says how long it is. */
export function cgiAnswer(
  body: string,
  fields: Readonly<Record<string, string | number>> = {},
): string {
  return cgiHead("200 OK", { ...fields, "Content-Length": body.length }) + body;
}

/** A CGI answer with one more line in its head, given without its line end. */
export function withCgiLine(line: string, answer: string): string {
  return answer.replace("\r\n", () => `\r\n${line}\r\n`);
}

/** A whole SCGI request: the variables as a netstring, then the body. */
export function scgiRequest(variables: CgiVariables, body = ""): string {
  const all = { CONTENT_LENGTH: String(body.length), SCGI: "1", ...variables };
  const text = Object.entries(all)
    .map(([name, value]) => `${name}\0${value}\0`)
    .join("");
  return `${text.length}:${text},${body}`;
}
