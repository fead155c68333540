# shellcheck shell=bash
# This machine's own node with the paths and the entrypoint of the official image: the agent in a
# container then runs on the node that the checkout was tested with. To be sourced.

# node_image IMAGE: fills the image's tree.
node_image() {
  local image=$1 node
  node=$(realpath "$(command -v node)")
  copy_with_libraries / "$image" "$node"
  [ "$node" = /usr/local/bin/node ] || mv "$image$node" "$image/usr/local/bin/node"
  mkdir -p "$image/home/node"
  chown 1000:1000 "$image/home/node"
  # Options, and names of files that are no commands, are for node.
  entrypoint "$image/usr/local/bin/docker-entrypoint.sh" <<'SH'
#!/bin/sh
set -e
case $1 in
-*) set -- node "$@" ;;
*) command -v "$1" >/dev/null || set -- node "$@" ;;
esac
exec "$@"
SH
}

node_config='"Entrypoint":["docker-entrypoint.sh"],"Cmd":["node"]'
