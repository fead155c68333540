import type { LaneWorld, NetworkTools } from "@gatecrash/core";
import { quoted } from "../shared/network-probe.ts";
import { networkCommands } from "../shared/world-network.ts";
import { scratch } from "./command.ts";

/**
 * What programs of the system write to is an ordinary user's own in their lane: folders, and empty
 * files in place of logs and pid files.
 */
const ownState = `
if [ "$(id -u)" != 0 ]; then
  state="run var/cache var/lib var/log var/spool var/tmp"
  cd /
  find $state -xdev -maxdepth 2 -type d -print0 2>/dev/null | (cd "$upper" && xargs -0 -r mkdir -p) || :
  find run var/log -xdev -maxdepth 2 -type f -print0 2>/dev/null | (cd "$upper" && xargs -0 -r touch) || :
fi`;

/**
 * Lays a world's tree over the root of a lane that is being set up (its namespaces are there), and
 * runs a program in it. Every top-level folder is an overlay with the machine's own as its lower
 * layer: what the lane writes is gone with it. An overlay cannot have a folder below it that holds
 * mounts of its own where the user is not root (Linux, clone_private_mount); such a folder is empty in
 * the lane but for what the tree brings, and for the folders that are bound into it.
 *
 * The tree lies in the overlays before they are mounted: an ordinary user can write to no file of
 * root's, not even to its copy in a lane (Linux, capable_wrt_inode_uidgid).
 */
const layOver = `
root=${scratch}/root
upper=${scratch}/upper
mkdir $upper ${scratch}/work $root
cp -a "$tree/." $upper/
for folder in $REPLACED $BOUND; do mkdir -p "$upper/$folder"; done
${ownState}
# What is mounted hides what the overlay below it has of the tree.
again() {
  [ ! -d "$2/$1" ] || cp -a "$2/$1/." "$root/$1/"
}
for path in /*; do
  name=\${path#/}
  if [ -L "$path" ]; then cp -P "$path" "$root/"; continue; fi
  [ -d "$path" ] || continue
  mkdir "$root/$name"
  case $name in
  proc | sys | dev) mount --rbind "$path" "$root/$name" ;;
  *)
    mkdir -p "$upper/$name" "${scratch}/work/$name"
    mount -t overlay overlay -o "lowerdir=$path,upperdir=$upper/$name,workdir=${scratch}/work/$name" "$root/$name" 2>/dev/null || {
      mount -t tmpfs -o mode=755 gatecrash "$root/$name"
      again "$name" "$upper"
    }
    ;;
  esac
done
chmod 1777 "$root/tmp"
for folder in $REPLACED; do
  mkdir -p "$root/$folder"
  mount -t tmpfs -o mode=755 gatecrash "$root/$folder"
  again "$folder" "$tree"
done
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
  tools: NetworkTools,
): string {
  const bound = [folder, ...code_folders].map(quoted).join(" ");
  const replaced = world.replaced.map(quoted).join(" ");
  return [
    "set -e",
    "ip link set lo up",
    ...networkCommands(world, tools),
    `mount -t tmpfs -o mode=1777,nosuid,nodev gatecrash ${scratch}`,
    `tree=${quoted(world.tree)}`,
    `lane=${quoted(folder)}`,
    layOver.replaceAll("$BOUND", () => bound).replaceAll("$REPLACED", () => replaced),
  ].join("\n");
}
