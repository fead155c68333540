#!/usr/bin/env bash
# Builds the images that Gatecrash uses, under their official names, where no registry can be
# reached: the proxies from Debian packages, node from this machine. Where a registry can be
# reached, `docker pull` does it better.
#   build.sh [--force] [image...]      such as nginx:1.26 or node:20-slim; all of them, if none given
# An image that is there already, pulled or built, stays as it is; --force builds it anew.
# Needs root on Debian with apt-get, a docker daemon that answers, and node for the node image.
set -euo pipefail
here=$(dirname "$(realpath "$0")")

# Which suite has which release line. A suite that moves on is noticed below.
declare -A suite_of=(
  [nginx:1.22]=bookworm [haproxy:2.6]=bookworm
  [nginx:1.26]=trixie [haproxy:3.0]=trixie
  [nginx:1.30]=forky [haproxy:3.2]=forky
)
proxy_images=(nginx:1.22 haproxy:2.6 nginx:1.26 haproxy:3.0 nginx:1.30 haproxy:3.2)

say() { printf '%s\n' "$*" >&2; }

fail() { # CODE MESSAGE
  say "$2"
  exit "$1"
}

node_reference() { node -p '`node:${process.versions.node.split(".")[0]}-slim`'; }

suite_tree() { # SUITE: its unpacked tree, made once
  local tree="$suites_folder/$1/root"
  if [ ! -d "$tree" ]; then
    say "$1: downloading and unpacking"
    # shellcheck disable=SC2086 # lists of packages
    unpack_with_dependencies "$1" $nginx_packages $haproxy_packages busybox-static
  fi
  printf '%s\n' "$tree"
}

build_proxy() { # REFERENCE
  local reference=$1 name=${1%%:*} line=${1#*:} suite=${suite_of[$1]} tree image version config
  tree=$(suite_tree "$suite")
  version=$("${name}_version" "$tree")
  case $version in
  "$line".*) ;;
  *) fail 4 "$reference: Debian $suite now has $name $version. No image was built; a suite with $line is needed." ;;
  esac
  image=$(mktemp -d "$suites_folder/image.XXXXXX")
  chmod 755 "$image"
  base_tree "$image" "$tree/usr/bin/busybox"
  "${name}_image" "$tree" "$image"
  copy_openssl_config "$tree" "$image"
  config="${name}_config"
  load_image "$image" "$reference" "debian-$suite $name $version" "${!config}"
  rm -rf "$image"
  say "$reference: built, $name $version of Debian $suite"
}

build_node() { # REFERENCE
  local reference=$1 own image
  own=$(node_reference)
  [ "$reference" = "$own" ] || fail 4 "$reference: this machine's node makes $own. Set GATECRASH_NODE_IMAGE=$own."
  image=$(mktemp -d "$suites_folder/image.XXXXXX")
  chmod 755 "$image"
  unpack_alone bookworm "$suites_folder/busybox" busybox-static
  base_tree "$image" "$(find "$suites_folder/busybox" -path "*/bin/busybox")"
  node_image "$image"
  copy_openssl_config / "$image"
  load_image "$image" "$reference" "node $(node -v)" "$node_config"
  rm -rf "$image"
  say "$reference: built, node $(node -v) of this machine"
}

build() { # REFERENCE
  if [ "$force" = no ] && docker image inspect "$1" >/dev/null 2>&1; then
    say "$1: there already"
    return 0
  fi
  require_debian
  case $1 in
  node:*) build_node "$1" ;;
  *) build_proxy "$1" ;;
  esac
}

check_references() {
  local reference
  for reference in "$@"; do
    case $reference in
    node:*) ;;
    *) [ -n "${suite_of[$reference]:-}" ] || fail 3 "$reference: not known. There are ${proxy_images[*]} $(node_reference)" ;;
    esac
  done
}

main() {
  force=no
  if [ "${1:-}" = --force ]; then
    force=yes
    shift
  fi
  [ $# -gt 0 ] || set -- "${proxy_images[@]}" "$(node_reference)"
  check_references "$@"
  docker version >/dev/null 2>&1 || fail 4 "No docker daemon answers (DOCKER_HOST=${DOCKER_HOST:-unset})."
  suites_folder=$(mktemp -d "${TMPDIR:-/tmp}/gatecrash-images.XXXXXX")
  trap 'rm -rf "$suites_folder"' EXIT
  local part reference
  for part in ../lib/suite tree archive nginx haproxy node; do
    # shellcheck disable=SC1090 # the files beside this one
    . "$here/$part.sh"
  done
  for reference in "$@"; do build "$reference"; done
}

main "$@"
