# shellcheck shell=bash
# Packages of a Debian suite that this machine's apt is not set up for: downloaded and unpacked,
# never installed. To be sourced. All state lies under $suites_folder.

: "${suites_folder:?}"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

require_debian() {
  local id
  id=$(. /etc/os-release 2>/dev/null && echo "${ID:-}")
  if [ "$(id -u)" = 0 ] && [ "$id" = debian ] && [ -e "$keyring" ]; then return 0; fi
  echo "This needs root on Debian, to unpack packages of other Debian suites (this is ${id:-unknown}, user $(id -un))." >&2
  echo "Where a registry can be reached, docker pull gets the official images instead." >&2
  exit 4
}

# The mirror that this machine's own apt uses.
debian_mirror() {
  { cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } |
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' | sed -n 1p
}

# suite_apt SUITE apt-get-arguments...: apt-get with a state and an (empty) dpkg status of its own.
suite_apt() {
  local folder="$suites_folder/$1"
  shift
  apt-get -qq -o Dir::State="$folder/state" -o Dir::State::status="$folder/status" \
    -o Dir::Cache="$folder/cache" -o Dir::Etc::sourcelist="$folder/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Acquire::Languages=none -o APT::Install-Recommends=false -o APT::Sandbox::User=root "$@"
}

# open_suite SUITE: gets its index, once.
open_suite() {
  local suite=$1 folder="$suites_folder/$1" mirror
  if [ -e "$folder/opened" ]; then return 0; fi
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    echo "No Debian mirror found in /etc/apt/sources.list or /etc/apt/sources.list.d/debian.sources." >&2
    exit 4
  fi
  mkdir -p "$folder/state/lists/partial" "$folder/cache/archives/partial"
  : >"$folder/status"
  echo "deb [signed-by=$keyring arch=$(dpkg --print-architecture)] $mirror $suite main" \
    >"$folder/sources.list"
  suite_apt "$suite" update >&2
  : >"$folder/opened"
}

# unpack_alone SUITE FOLDER package...: these packages without their dependencies.
unpack_alone() {
  local suite=$1 target=$2 deb
  shift 2
  open_suite "$suite"
  mkdir -p "$target"
  (cd "$target" && suite_apt "$suite" download "$@" >&2)
  for deb in "$target"/*.deb; do
    dpkg-deb -x "$deb" "$target"
    rm "$deb"
  done
}

# unpack_with_dependencies SUITE package...: one tree, $suites_folder/SUITE/root, with all that the
# packages need at run time. No maintainer script runs.
unpack_with_dependencies() {
  local suite=$1 folder="$suites_folder/$1" root="$suites_folder/$1/root" deb part
  shift
  open_suite "$suite"
  suite_apt "$suite" install -y --download-only "$@" >/dev/null
  mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
  for part in bin sbin lib lib64; do ln -sfn "usr/$part" "$root/$part"; done
  for deb in "$folder"/cache/archives/*.deb; do
    # Needed by maintainer scripts only, or by nothing here: half of the bytes.
    case ${deb##*/} in perl* | libperl* | debconf* | adduser* | systemd* | gcc-*) continue ;; esac
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --keep-directory-symlink \
      --exclude='./usr/share/doc*' --exclude='./usr/share/man*' --exclude='./usr/share/locale*' \
      --exclude='./usr/share/i18n*' --exclude='./usr/lib/*/gconv*'
  done
}
