import type { Configuration, NeededFile, Place, Supplied, WorldFile } from "@gatecrash/core";
import { passwordFile } from "./passwords.ts";
import type { WorldPlan } from "./world.ts";

/** What the machine, or the image, has of what the configuration names. */
export interface MachineFacts {
  /** Needed paths that are not there, or that may not be read. */
  missing: ReadonlySet<string>;
  passwd: string;
  group: string;
  /** The only user and group that there are, where the proxy is started by an ordinary user. */
  own_ids?: { uid: number; gid: number };
}

/** What missing files are filled with. */
export interface Makings {
  certificate: string;
  key: string;
  /** The authority that signs the fake upstreams' certificates. */
  authority: string;
  dh_parameters: string;
}

export interface WorldTree {
  files: WorldFile[];
  supplied: Supplied[];
  /** What is missing and cannot be made: the proxy will say so, too. */
  unmakeable: Supplied[];
}

/** All files that are laid over the proxy's root: the configuration itself, names, what is missing. */
export function planTree(
  configuration: Configuration,
  world: WorldPlan,
  own_files: ReadonlyMap<string, string>,
  machine: MachineFacts,
  makings: Makings,
): WorldTree {
  const tree: WorldTree = { files: [], supplied: [], unmakeable: [] };
  const { needs } = configuration;
  for (const [path, content] of own_files) tree.files.push({ path, content, mode: 0o644 });
  // What the user brings is there, whatever the machine has.
  const missing = new Set([...machine.missing].filter((path) => !own_files.has(path)));
  for (const file of needs.files) supply(file, tree, { ...machine, missing }, makings);
  supplyAsked(configuration, machine, tree);
  addUsers(configuration, machine, tree);
  tree.files.push(...nameFiles(world), ...socketFolders(world));
  return tree;
}

function supply(file: NeededFile, tree: WorldTree, machine: MachineFacts, makings: Makings): void {
  const { path, kind, at } = file;
  // Whoever signed the real upstreams' certificates did not sign ours, and of the real passwords at
  // most hashes are known.
  const replaced = kind === "authorities" || kind === "passwords";
  if (!replaced && !machine.missing.has(path)) return;
  const what = { what: words[kind], path, at: shortly(at) };
  const content = contentOf(file, makings);
  if (content === undefined && kind !== "folder" && kind !== "root") {
    tree.unmakeable.push({
      ...what,
      what: `missing, and nothing could be made for it: ${what.what}`,
    });
    return;
  }
  tree.files.push({ path, ...(content === undefined ? {} : { content }), mode: modeOf(file) });
  tree.supplied.push(what);
}

/** Files without which a route's request would not come to its upstream, such as a PHP script. */
export function askedFiles({ routes }: Configuration): { path: string; at: Place }[] {
  const all = routes.flatMap(({ request, at }) =>
    (request?.files ?? []).map((path) => ({ path, at })),
  );
  return all.filter(
    ({ path }, index) =>
      path.startsWith("/") && all.findIndex((each) => each.path === path) === index,
  );
}

function supplyAsked(configuration: Configuration, machine: MachineFacts, tree: WorldTree): void {
  for (const { path, at } of askedFiles(configuration)) {
    if (!machine.missing.has(path)) continue;
    const folder = path.endsWith("/");
    const file = { path, mode: folder ? 0o755 : 0o644 };
    tree.files.push(folder ? file : { ...file, content: "" });
    const what = folder ? "an empty folder" : "an empty file, which a request needs to be there";
    tree.supplied.push({ what, path, at: shortly(at) });
  }
}

const words: Record<NeededFile["kind"], string> = {
  certificate: "a certificate, made for this run",
  key: "a key, made for this run",
  "certificate-and-key": "a certificate with its key, made for this run",
  authorities: "the authority of the fake upstreams, in place of the real ones",
  "dh-parameters": "Diffie-Hellman parameters (ffdhe2048)",
  passwords: "a file of passwords with one user, in place of the real ones",
  module: "a module",
  script: "a script",
  folder: "an empty folder",
  root: "an empty folder of documents",
  other: "a file",
};

function contentOf({ kind }: NeededFile, makings: Makings): string | undefined {
  const { certificate, key } = makings;
  const contents: Partial<Record<NeededFile["kind"], string>> = {
    certificate,
    key,
    // A line of its own for each: without, neither can be read.
    "certificate-and-key": `${certificate.trimEnd()}\n${key}`,
    authorities: makings.authority,
    "dh-parameters": makings.dh_parameters,
    passwords: passwordFile,
  };
  return contents[kind];
}

function modeOf({ kind }: NeededFile): number {
  if (kind === "folder" || kind === "root") return 0o755;
  return kind === "key" || kind === "certificate-and-key" ? 0o600 : 0o644;
}

const free_id = 64_000;

/** Users and groups that it names and that are not there. */
function addUsers({ needs }: Configuration, machine: MachineFacts, tree: WorldTree): void {
  const missing = (names: readonly { name: string; at: Place }[], text: string) =>
    names.filter(
      ({ name }, index) =>
        /^[\w.-]{1,32}$/.test(name) &&
        !new RegExp(`^${name.replaceAll(/[.-]/g, "\\$&")}:`, "m").test(text) &&
        names.findIndex((each) => each.name === name) === index,
    );
  const users = missing(needs.users, machine.passwd);
  const groups = missing([...needs.groups, ...users], machine.group);
  const { own_ids } = machine;
  const idOf = (name: string) => free_id + groups.findIndex((each) => each.name === name);
  const gidOf = (name: string) => own_ids?.gid ?? idOf(name);
  if (users.length > 0) {
    const lines = users.map(
      ({ name }) => `${name}:x:${own_ids?.uid ?? idOf(name)}:${gidOf(name)}::/:/bin/false\n`,
    );
    tree.files.push({ path: "/etc/passwd", content: machine.passwd + lines.join(""), mode: 0o644 });
  }
  if (groups.length > 0) {
    const lines = groups.map(({ name }) => `${name}:x:${gidOf(name)}:\n`);
    tree.files.push({ path: "/etc/group", content: machine.group + lines.join(""), mode: 0o644 });
  }
  for (const { name, at } of users)
    tree.supplied.push({
      what: `the user ${name}${own_ids ? ", which has your own number there" : ""}`,
      at: shortly(at),
    });
}

function nameFiles({ hosts, spec }: WorldPlan): WorldFile[] {
  const lines = ["127.0.0.1 localhost", ...hosts.map(({ address, name }) => `${address} ${name}`)];
  const server = spec.dns.at(-1)?.address.address ?? "127.0.0.1";
  return [
    { path: "/etc/hosts", content: `${lines.join("\n")}\n`, mode: 0o644 },
    { path: "/etc/resolv.conf", content: `nameserver ${server}\n`, mode: 0o644 },
    { path: "/etc/nsswitch.conf", content: "hosts: files dns\n", mode: 0o644 },
  ];
}

function socketFolders({ spec }: WorldPlan): WorldFile[] {
  const paths = spec.servers
    .map(({ address }) => address.address)
    .filter((each) => each.includes("/"));
  return paths.map((path) => ({ path: path.slice(0, path.lastIndexOf("/")) || "/", mode: 0o755 }));
}

function shortly({ file, line }: Place): { file: string; line: number } {
  return { file, line };
}
