import { access, constants, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { lineOf, parseVersion } from "@gatecrash/core";
import type { ProxyDriver, ProxyPlace, ProxyRequest, Version } from "@gatecrash/core";
import { programFolders, runTool } from "./run-tool.ts";

interface Missing {
  missing: string;
  mend: string[];
}

const version_ms_max = 5_000;

/** Finds a proxy's native binary, asks it for its version and compares that with what is wanted. */
export async function findNative(
  driver: ProxyDriver,
  request: ProxyRequest,
): Promise<ProxyPlace | Missing> {
  if (request.image !== undefined) {
    const missing = `the image ${request.image} cannot run without Docker`;
    return {
      missing,
      mend: [`gatecrash run --launcher docker --image ${driver.id}=${request.image}`],
    };
  }
  const program = await locate(driver, request);
  if (program === undefined) return notThere(driver, request);
  const asked = await runTool(program, driver.version_args, version_ms_max);
  // nginx prints its version on standard error, HAProxy on standard output.
  const line = `${asked.stdout}\n${asked.stderr}`.split("\n").find((each) => parseVersion(each));
  const version = line === undefined ? undefined : parseVersion(line);
  if (line === undefined || version === undefined) {
    const command = [program, ...driver.version_args].join(" ");
    const missing = `${program} does not run: "${command}" printed no version (${reason(asked)})`;
    return { missing, mend: mends(driver, request) };
  }
  if (request.version !== undefined && !satisfies(version, request.version)) {
    const missing = `${driver.id} ${request.version} is wanted, ${program} is ${version.text}`;
    return { missing, mend: mends(driver, request) };
  }
  return { program, version: line.trim() };
}

/** True if the version is the wanted one, or of the wanted release line. */
export function satisfies(version: Version, wanted: string): boolean {
  return version.text === wanted || lineOf(version) === wanted || String(version.major) === wanted;
}

async function locate(driver: ProxyDriver, request: ProxyRequest): Promise<string | undefined> {
  const { binary } = request;
  const candidates =
    binary === undefined
      ? programFolders().map((folder) => join(folder, driver.binary))
      : binary.includes("/")
        ? [resolve(binary)]
        : programFolders().map((folder) => join(folder, binary));
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate;
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function notThere(driver: ProxyDriver, request: ProxyRequest): Missing {
  const missing =
    request.binary === undefined
      ? `no program "${driver.binary}" on PATH or in the system's program folders`
      : `${request.binary} is not a program that can be run`;
  return { missing, mend: mends(driver, request) };
}

function mends({ id, binary, pinned }: ProxyDriver, request: ProxyRequest): string[] {
  const version = request.version ?? pinned.at(-1);
  const which = version === undefined ? id : `${id}@${version}`;
  const install =
    request.version === undefined
      ? [`sudo apt-get install --no-install-recommends ${binary}   (Debian, Ubuntu)`]
      : [];
  return [
    ...install,
    `gatecrash run --binary ${id}=/path/to/${binary}`,
    `gatecrash run --launcher docker --proxy ${which}`,
  ];
}

function reason({ code, failure, stderr }: Awaited<ReturnType<typeof runTool>>): string {
  const said = stderr.trim().split("\n")[0] ?? "";
  const how = failure ?? `exit code ${code ?? 0}`;
  return said === "" ? how : `${how}: ${said}`;
}
