#!/usr/bin/env bash
# A private docker daemon for a test run, for a Debian machine that has none running. Root.
#   docker.sh start FOLDER   installs what is missing, starts the daemon, and prints the settings to
#                            be evaluated: DOCKER_HOST, DOCKER_CONFIG, GATECRASH_CI_NETNS
#   docker.sh stop FOLDER    ends the daemon and all it started, and removes the folder
# The daemon lives in a network namespace with nothing but loopback: no packet of a test can leave,
# and the firewall of the machine stays untouched. Ports that containers publish exist only there:
#   nsenter --net=/run/netns/$GATECRASH_CI_NETNS npm test
set -euo pipefail
here=$(dirname "$(realpath "$0")")

say() { printf 'docker: %s\n' "$*" >&2; }

answers() { DOCKER_HOST=$socket timeout 5 docker version >/dev/null 2>&1; }

missing_packages() {
  local -A package_of=([dockerd]=docker.io [runc]=runc [iptables]=iptables [ip]=iproute2
    [nsenter]=util-linux [setsid]=util-linux)
  local program
  for program in "${!package_of[@]}"; do
    command -v "$program" >/dev/null || echo "${package_of[$program]}"
  done | sort -u
}

install_engine() {
  local packages
  mapfile -t packages < <(missing_packages)
  if [ ${#packages[@]} -gt 0 ]; then
    say "installing ${packages[*]}"
    "$here/../lib/apt-install.sh" "${packages[@]}"
  fi
  # From trixie on the client is a package of its own.
  command -v docker >/dev/null || "$here/../lib/apt-install.sh" docker-cli
}

# Compose v2 is in no suite before trixie; its plugin runs on older ones as it is.
install_compose() {
  mkdir -p "$folder/config/cli-plugins"
  if DOCKER_CONFIG="$folder/config" docker compose version >/dev/null 2>&1; then return 0; fi
  suites_folder="$folder/suites"
  # shellcheck source=../lib/suite.sh
  . "$here/../lib/suite.sh"
  require_debian
  unpack_alone trixie "$folder/compose" docker-compose
  ln -sf "$folder/compose/usr/libexec/docker/cli-plugins/docker-compose" \
    "$folder/config/cli-plugins/docker-compose"
  say "$(DOCKER_CONFIG="$folder/config" docker compose version)"
}

# A machine without an init system may have no controllers mounted.
mount_cgroups() {
  if mountpoint -q /sys/fs/cgroup; then return 0; fi
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  local controller
  for controller in $(awk '!/^#/ && $4 == 1 {print $1}' /proc/cgroups); do
    mkdir "/sys/fs/cgroup/$controller"
    mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller" ||
      rmdir "/sys/fs/cgroup/$controller"
  done
}

open_namespace() {
  # Not `ip netns exec` later on: it remounts /sys and would hide the cgroups.
  ip netns add "$namespace"
  nsenter --net="/run/netns/$namespace" ip link set lo up
}

# Without the userland proxy: with it, a published port accepts before the container listens, and
# turns a reset into a plain close.
daemon_arguments() { # IPTABLES
  printf '%s\n' --data-root "$folder/data" --exec-root "$folder/exec" \
    --pidfile "$folder/docker.pid" -H "$socket" --userland-proxy=false \
    --bip 10.231.0.1/24 --default-address-pool base=10.231.64.0/18,size=26
  [ "$1" != none ] || echo --iptables=false
}

use_iptables() { # nft | legacy | none
  local tool
  rm -f "$folder"/bin/ip*tables
  [ "$1" = legacy ] || return 0
  for tool in iptables ip6tables; do
    ln -s "$(command -v "$tool-legacy" || echo /bin/false)" "$folder/bin/$tool"
  done
}

# Polls until the daemon answers or is gone, 30 s at most.
await_daemon() { # PID
  local deadline=$((SECONDS + 30))
  until answers; do
    kill -0 "$1" 2>/dev/null || return 1
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.05
  done
}

# Kernels differ in which of the firewall's interfaces they have.
start_daemon() {
  local variant arguments pid
  for variant in nft legacy none; do
    use_iptables "$variant"
    mapfile -t arguments < <(daemon_arguments "$variant")
    PATH="$folder/bin:$PATH" setsid nsenter --net="/run/netns/$namespace" \
      dockerd "${arguments[@]}" >"$folder/dockerd.log" 2>&1 </dev/null &
    pid=$!
    if await_daemon "$pid"; then
      say "$(DOCKER_HOST=$socket docker version -f '{{.Server.Version}}') answers (iptables: $variant)"
      return 0
    fi
    say "not up with iptables $variant: $(tail -n 1 "$folder/dockerd.log" | cut -c1-300)"
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  tail -n 30 "$folder/dockerd.log" >&2
  return 1
}

start() {
  mkdir -p "$folder/bin"
  install_engine
  install_compose
  mount_cgroups
  open_namespace
  start_daemon
  printf 'export DOCKER_HOST=%q DOCKER_CONFIG=%q GATECRASH_CI_NETNS=%q\n' \
    "$socket" "$folder/config" "$namespace"
}

remove_containers() {
  local ids
  answers || return 0
  mapfile -t ids < <(DOCKER_HOST=$socket docker ps -aq)
  if [ ${#ids[@]} -gt 0 ]; then DOCKER_HOST=$socket docker rm -f -v "${ids[@]}" >/dev/null || true; fi
}

# end_process PIDFILE WORD: ends the process if the word is in its command line, so that a number
# that was given away since then hits nobody else.
end_process() {
  local pid deadline=$((SECONDS + 10))
  pid=$(cat "$1" 2>/dev/null) || return 0
  grep -qa -- "$2" "/proc/$pid/cmdline" 2>/dev/null || return 0
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
  kill -9 "$pid" 2>/dev/null || true
}

stop() {
  remove_containers
  end_process "$folder/docker.pid" "$folder"
  end_process "$folder/exec/containerd/containerd.pid" "$folder"
  awk -v folder="$folder/" 'index($2, folder) == 1 {print $2}' /proc/self/mounts |
    sort -r | xargs -r umount -l
  ip netns del "$namespace" 2>/dev/null || true
  rm -rf "$folder"
}

main() {
  if [ $# -ne 2 ]; then
    say "usage: ${0##*/} start|stop FOLDER"
    exit 3
  fi
  folder=$(realpath -m "$2")
  socket="unix://$folder/docker.sock"
  # Two runs on one machine must not meet.
  namespace="gatecrash-$(printf '%s' "$folder" | cksum | cut -d' ' -f1)"
  case $1 in
  start) start ;;
  stop) stop ;;
  *)
    say "usage: ${0##*/} start|stop FOLDER"
    exit 3
    ;;
  esac
}

main "$@"
