# shellcheck shell=bash
# An image from a file tree. The archive is written by hand for `docker load`, because
# `docker import` cannot set a stop signal. To be sourced.

# load_image TREE REFERENCE ORIGIN CONFIG
# CONFIG: the image's own settings as members of a JSON object, such as "Cmd":["node"].
load_image() {
  local tree=$1 reference=$2 origin=$3 config=$4 archive layer
  archive=$(mktemp -d "${TMPDIR:-/tmp}/gatecrash-image.XXXXXX")
  # Fixed order, owner and dates: the same files give the same image id.
  tar -C "$tree" --numeric-owner --sort=name --mtime=@0 -cf "$archive/layer.tar" .
  layer=$(sha256sum "$archive/layer.tar" | cut -d' ' -f1)
  cat >"$archive/config.json" <<JSON
{"architecture":"$(dpkg --print-architecture)","os":"linux","created":"1970-01-01T00:00:00Z",
 "config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  "Labels":{"gatecrash.built-from":"$origin"},$config},
 "rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},
 "history":[{"created":"1970-01-01T00:00:00Z","created_by":"scripts/images/build.sh"}]}
JSON
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$reference" \
    >"$archive/manifest.json"
  tar -C "$archive" -c manifest.json config.json layer.tar | docker load -q >/dev/null
  rm -rf "$archive"
}

# entrypoint FILE: an executable shell script from stdin.
entrypoint() {
  cat >"$1"
  chmod 755 "$1"
}
