# shellcheck shell=bash
# HAProxy as in the official image: paths, user, entrypoint, stop signal. To be sourced.

haproxy_packages=haproxy

# haproxy_image TREE IMAGE: fills the image's tree.
haproxy_image() {
  local tree=$1 image=$2
  copy_with_libraries "$tree" "$image" /usr/sbin/haproxy
  ln -s /usr/sbin/haproxy "$image/usr/local/sbin/haproxy"
  mkdir -p "$image/usr/local/etc/haproxy/errors" "$image/var/lib/haproxy"
  chown 99:99 "$image/var/lib/haproxy"
  cp "$tree"/etc/haproxy/errors/* "$image/usr/local/etc/haproxy/errors/"
  # Options alone mean haproxy, and haproxy runs as master and worker in the foreground.
  entrypoint "$image/usr/local/bin/docker-entrypoint.sh" <<'SH'
#!/bin/sh
set -e
case $1 in
-*) set -- haproxy "$@" ;;
esac
if [ "$1" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
SH
}

haproxy_config='"Entrypoint":["docker-entrypoint.sh"],
  "Cmd":["haproxy","-f","/usr/local/etc/haproxy/haproxy.cfg"],
  "StopSignal":"SIGUSR1","User":"haproxy","WorkingDir":"/var/lib/haproxy"'

haproxy_version() { # TREE
  chroot "$1" /usr/sbin/haproxy -v | sed -n '1s/.*version \([0-9.]*\).*/\1/p'
}
