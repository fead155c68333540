import { basename } from "node:path";
import { parseVersion, Problem } from "@gatecrash/core";
import type { ProxyDriver } from "@gatecrash/core";
import { lastLine } from "../shared/run-tool.ts";
import { docker, ownLabel } from "./client.ts";
import { imageConfig } from "./look.ts";

const version_ms_max = 20_000;

const known = new Map<string, Promise<string>>();

/**
 * What the proxy's binary in an image says of its version, without the image's entrypoint and in a
 * container that has no network.
 * @throws Problem `proxy-start-failed`, `launcher-unavailable`
 */
export function imageVersion(image: string, driver: ProxyDriver): Promise<string> {
  const key = `${image} ${driver.id}`;
  const version = known.get(key) ?? ask(image, driver);
  known.set(key, version);
  return version;
}

async function ask(image: string, { binary, version_args }: ProxyDriver): Promise<string> {
  const { Entrypoint, Cmd } = await imageConfig(image);
  const words = [...(Entrypoint ?? []), ...(Cmd ?? [])];
  const program = words.find((word) => basename(word) === binary) ?? binary;
  const run = ["run", "--rm", "--pull=never", "--log-driver", "none", "--network", "none"];
  const what = [...ownLabel("version"), "--no-healthcheck", "--entrypoint", program];
  const answer = await docker([...run, ...what, image, ...version_args], version_ms_max);
  const line = `${answer.stdout}\n${answer.stderr}`.split("\n").find((each) => parseVersion(each));
  if (answer.ok && line !== undefined) return line.trim();
  const said = lastLine(answer.stderr) || (answer.failure ?? "no version");
  throw new Problem("proxy-start-failed", `${image}: "${program}" does not run there: ${said}`);
}
