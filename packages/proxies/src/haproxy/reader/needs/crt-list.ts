/** The certificates that a `crt-list` names: the first word of each line. */
export function listed(content: string): string[] {
  return content
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/[\s[]/, 1)[0] ?? "");
}

export function invalidEntry(path: string): string {
  return `${path} cannot be read, so that the certificates it lists are not known`;
}
