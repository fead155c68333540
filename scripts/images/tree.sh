# shellcheck shell=bash
# The file tree of an image: a base with a shell, and binaries with the libraries they resolve to.
# To be sourced.

case $(uname -m) in
aarch64) loader=/lib/ld-linux-aarch64.so.1 ;;
*) loader=/lib64/ld-linux-x86-64.so.2 ;;
esac

# base_tree IMAGE BUSYBOX: folders, users of the official images, busybox as shell and tools.
base_tree() {
  local image=$1 busybox=$2 part applet
  mkdir -p "$image"/usr/{bin,sbin,lib,lib64,local/bin,local/sbin,local/etc} \
    "$image"/{etc,run,tmp,dev,proc,sys,root} "$image"/var/{log,lib,cache}
  chmod 1777 "$image/tmp"
  ln -s ../run "$image/var/run"
  for part in bin sbin lib lib64; do ln -s "usr/$part" "$image/$part"; done
  cp "$busybox" "$image/usr/bin/busybox"
  for applet in $("$busybox" --list); do
    [ -e "$image/usr/bin/$applet" ] || ln -s busybox "$image/usr/bin/$applet"
  done
  printf '%s\n' root:x:0:0:root:/root:/bin/sh haproxy:x:99:99::/var/lib/haproxy:/bin/false \
    nginx:x:101:101::/nonexistent:/bin/false node:x:1000:1000::/home/node:/bin/sh \
    nobody:x:65534:65534::/nonexistent:/bin/false >"$image/etc/passwd"
  printf '%s\n' root:x:0: haproxy:x:99: nginx:x:101: node:x:1000: nogroup:x:65534: \
    >"$image/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$image/etc/nsswitch.conf"
}

# with_libraries TREE FILE...: the files, the loader, and every library they resolve to in the tree.
with_libraries() {
  local tree=$1 file
  shift
  printf '%s\n' "$@" "$loader"
  for file in "$@"; do
    chroot "$tree" "$loader" --list "$file" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p'
  done
  # glibc opens this one by name when a thread is cancelled, so that no list shows it.
  (cd "$tree" && find usr/lib -maxdepth 2 -name libgcc_s.so.1 | sed 's,^,/,')
}

# and_link_targets TREE: adds what the files named on stdin are links to.
and_link_targets() {
  local tree file real
  tree=$(realpath "$1")
  while read -r file; do
    real=$(realpath "${tree%/}$file")
    printf '.%s\n.%s\n' "$file" "${real#"${tree%/}"}"
  done
}

# copy_with_libraries TREE IMAGE FILE...
copy_with_libraries() {
  local tree=$1 image=$2
  shift 2
  with_libraries "$tree" "$@" | sort -u | and_link_targets "$tree" | sort -u |
    tar -C "$tree" --no-recursion -cT - | tar -x -C "$image" --keep-directory-symlink
}

# copy_openssl_config TREE IMAGE: libssl complains without it.
copy_openssl_config() {
  [ -e "$1/etc/ssl/openssl.cnf" ] || return 0
  mkdir -p "$2/etc/ssl"
  cp -L "$1/etc/ssl/openssl.cnf" "$2/etc/ssl/"
}
