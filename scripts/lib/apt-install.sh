#!/usr/bin/env bash
# Installs Debian packages and starts none of their services.
#   apt-install.sh package...
# Needs root and apt-get. Chatter goes to stderr.
set -euo pipefail

policy=/usr/sbin/policy-rc.d
kept=

# Maintainer scripts ask this file before they start a service; 101 means "do not".
forbid_services() {
  if [ -e "$policy" ]; then
    kept=$(mktemp)
    cp -p "$policy" "$kept"
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

allow_services() {
  if [ -n "$kept" ]; then mv "$kept" "$policy"; else rm -f "$policy"; fi
}

main() {
  if [ $# -eq 0 ]; then
    echo "usage: ${0##*/} package..." >&2
    exit 3
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "${0##*/}: needs root and apt-get" >&2
    exit 4
  fi
  trap allow_services EXIT
  forbid_services
  export DEBIAN_FRONTEND=noninteractive
  # An index may be missing (fresh container) or old; one source of several may be out of reach.
  apt-get -qq update >&2 || echo "${0##*/}: apt-get update failed, going on with what is there" >&2
  apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

main "$@"
