/** A version of a proxy as it reported it, for rules that differ by version. */
export interface Version {
  text: string;
  major: number;
  minor: number;
  patch: number;
}

/** Reads the first `1.2` or `1.2.3` in a text. */
export function parseVersion(text: string): Version | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!found) return undefined;
  const [whole, major = "0", minor = "0", patch = "0"] = found;
  return { text: whole, major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** True if `version` is at least `floor`, e.g. `atLeast(version, "1.23.0")`. */
export function atLeast(version: Version, floor: string): boolean {
  const [major = 0, minor = 0, patch = 0] = floor.split(".").map(Number);
  if (version.major !== major) return version.major > major;
  if (version.minor !== minor) return version.minor > minor;
  return version.patch >= patch;
}

/** The release line, such as `1.26` or `3.0`. */
export function lineOf(version: Version): string {
  return `${version.major}.${version.minor}`;
}
