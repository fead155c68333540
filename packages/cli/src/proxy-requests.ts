import { didYouMean, Problem } from "@gatecrash/core";
import type { ProxyRequest } from "@gatecrash/core";

/**
 * Reads `--proxy nginx@1.26,haproxy` with `--image nginx=ref` and `--binary nginx=/path`.
 * @throws Problem `usage-invalid`, `unknown-name`
 */
export function parseProxyRequests(
  names: readonly string[],
  known: readonly string[],
  images: readonly string[] = [],
  binaries: readonly string[] = [],
): ProxyRequest[] {
  const image = pairs(images, "--image", known);
  const binary = pairs(binaries, "--binary", known);
  const asked = names.length > 0 ? names.flatMap((each) => each.split(",")) : known;
  return asked.map((text) => {
    const [id = "", version] = text.trim().split("@");
    checkKnown(id, known);
    if (version !== undefined && !/^\d+(\.\d+){0,2}$/.test(version)) {
      throw new Problem("usage-invalid", `--proxy ${text}: expected a version such as ${id}@1.26`);
    }
    return {
      id,
      ...(version === undefined ? {} : { version }),
      ...(image.has(id) ? { image: image.get(id) ?? "" } : {}),
      ...(binary.has(id) ? { binary: binary.get(id) ?? "" } : {}),
    };
  });
}

function pairs(
  texts: readonly string[],
  option: string,
  known: readonly string[],
): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at <= 0 || at === text.length - 1) {
        throw new Problem(
          "usage-invalid",
          `${option} ${text}: expected <proxy>=<value>, such as nginx=/usr/sbin/nginx`,
        );
      }
      const id = text.slice(0, at);
      checkKnown(id, known);
      return [id, text.slice(at + 1)] as const;
    }),
  );
}

function checkKnown(id: string, known: readonly string[]): void {
  if (known.includes(id)) return;
  const list = known.join(", ");
  throw new Problem("unknown-name", `no proxy "${id}"; there are ${list}.${didYouMean(id, known)}`);
}
