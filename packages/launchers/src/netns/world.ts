import type { LaneWorld } from "@gatecrash/core";
import { scratch } from "./command.ts";

/**
 * Lays a world's tree over the root of a lane that is being set up (its namespaces are there), and
 * runs a program in it. Every top-level folder is an overlay with the machine's own as its lower
 * layer: what the lane writes is gone with it. An overlay cannot have a folder below it that holds
 * mounts of its own where the user is not root (Linux, clone_private_mount); such a folder is empty in
 * the lane but for what the tree brings, and for the folders that are bound into it.
 */
const layOver = `
root=${scratch}/root
mkdir ${scratch}/upper ${scratch}/work $root
for path in /*; do
  name=\${path#/}
  if [ -L "$path" ]; then cp -P "$path" "$root/"; continue; fi
  [ -d "$path" ] || continue
  mkdir "$root/$name"
  case $name in
  proc | sys | dev) mount --rbind "$path" "$root/$name" ;;
  *)
    mkdir "${scratch}/upper/$name" "${scratch}/work/$name"
    mount -t overlay overlay -o "lowerdir=$path,upperdir=${scratch}/upper/$name,workdir=${scratch}/work/$name" "$root/$name" 2>/dev/null ||
      mount -t tmpfs -o mode=755 gatecrash "$root/$name"
    ;;
  esac
done
chmod 1777 "$root/tmp"
cp -a "$tree/." "$root/"
for folder in $BOUND; do
  mkdir -p "$root/$folder"
  mount --bind "$folder" "$root/$folder"
done
exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$lane" "$@"
`;

/** The shell script that makes a lane's world and runs `"$@"` in it. */
export function worldScript(
  world: LaneWorld,
  folder: string,
  code_folders: readonly string[],
): string {
  const bound = [folder, ...code_folders].map(quoted).join(" ");
  return [
    "set -e",
    "ip link set lo up",
    ...world.addresses.map((address) => `ip addr add ${checked(address)} dev lo`),
    `mount -t tmpfs -o mode=1777,nosuid,nodev gatecrash ${scratch}`,
    ...redirects(world),
    `tree=${quoted(world.tree)}`,
    `lane=${quoted(folder)}`,
    layOver.replace("$BOUND", () => bound),
  ].join("\n");
}

function redirects({ redirects: all }: LaneWorld): string[] {
  if (all.length === 0) return [];
  const rules = all.map(({ address, port, to_port }) => {
    const family = address.includes(":") ? "ip6" : "ip";
    const to = family === "ip6" ? `[${address}]` : address;
    return `nft add rule inet gatecrash out ${family} daddr ${checked(address)} meta l4proto '{ tcp, udp }' th dport ${port} dnat ${family} to ${quoted(`${to}:${to_port}`)}`;
  });
  return [
    "nft add table inet gatecrash",
    "nft add chain inet gatecrash out '{ type nat hook output priority -100; }'",
    ...rules,
  ];
}

/** An address or a path without anything that a shell would split. */
function checked(text: string): string {
  if (!/^[\w.:/@+-]+$/.test(text)) throw new Error(`not an address or a plain path: ${text}`);
  return text;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
