interface Listed {
  name: string;
  folder: boolean;
}

/**
 * The paths that a shell pattern matches (`*`, `?`, `[…]`, none of which match a slash or a leading
 * dot), sorted as the C library sorts them.
 */
export function globPattern(
  pattern: string,
  list: (folder: string) => readonly Listed[],
  entries_max: number,
): string[] {
  const parts = pattern.split("/").filter((part) => part !== "");
  let paths = [pattern.startsWith("/") ? "" : "."];
  let seen = 0;
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    if (!last && !/[*?[]/.test(part)) {
      // What its parent lists does not matter, nor whether that may be listed.
      paths = paths.map((path) => `${path}/${part}`);
      continue;
    }
    const matches = matcher(part);
    const next: string[] = [];
    for (const path of paths) {
      for (const { name, folder } of list(path === "" ? "/" : path)) {
        seen += 1;
        if (seen > entries_max) return [];
        if (matches(name) && (last ? !folder : folder)) next.push(`${path}/${name}`);
      }
    }
    paths = next;
  }
  return paths.sort((a, b) => (a < b ? -1 : 1));
}

function matcher(part: string): (name: string) => boolean {
  const source = part.replaceAll(/\*|\?|\[!?[^\]]+\]|[\\^$.|+(){}[\]]/g, (token) => {
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.length > 1) return token.replace("[!", "[^").replaceAll("\\", "\\\\");
    return `\\${token}`;
  });
  const regular = new RegExp(`^${source}$`);
  const hidden = part.startsWith(".");
  return (name) => (hidden || !name.startsWith(".")) && regular.test(name);
}
