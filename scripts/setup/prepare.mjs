import { ensureBuilt } from "./build.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureProxies } from "./proxies.mjs";

/** Options after which nothing is started, or the caller brings the proxies along. */
const needNoProxies = ["--help", "-h", "--list", "--binary", "--image"];

/**
 * Makes a fresh clone ready: dependencies, build, proxies. Where all is there, this starts at most
 * one process (the docker client) and says nothing.
 * @param {readonly string[]} args of the command that follows
 */
export async function prepare(args) {
  await ensureDependencies();
  await ensureBuilt();
  const given = (name) => args.some((arg) => arg === name || arg.startsWith(`${name}=`));
  if (!needNoProxies.some(given)) await ensureProxies(wantedLauncher(args));
}

function wantedLauncher(args) {
  const at = args.findIndex((arg) => arg === "--launcher" || arg.startsWith("--launcher="));
  const value = at < 0 ? undefined : (args[at].split("=", 2)[1] ?? args[at + 1]);
  return value === "auto" ? undefined : value;
}
