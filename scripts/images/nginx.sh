# shellcheck shell=bash
# nginx as in the official image: paths, entrypoint, stop signal. To be sourced.

nginx_packages="nginx-light libnginx-mod-stream"

# nginx_image TREE IMAGE: fills the image's tree.
nginx_image() {
  local tree=$1 image=$2 module=/usr/lib/nginx/modules/ngx_stream_module.so
  copy_with_libraries "$tree" "$image" /usr/sbin/nginx
  mkdir -p "$image"/etc/nginx/{conf.d,modules-enabled} "$image/usr/share/nginx/html" \
    "$image"/var/{log,cache,lib}/nginx
  cp "$tree/etc/nginx/mime.types" "$tree"/etc/nginx/*_params "$image/etc/nginx/"
  # Built in in the official image, a module in Debian's.
  if [ -e "$tree$module" ]; then
    copy_with_libraries "$tree" "$image" "$module"
    echo "load_module $module;" >"$image/etc/nginx/modules-enabled/stream.conf"
  fi
  ln -s /dev/stdout "$image/var/log/nginx/access.log"
  ln -s /dev/stderr "$image/var/log/nginx/error.log"
  cat >"$image/etc/nginx/nginx.conf" <<'CONF'
user nginx;
pid /run/nginx.pid;
include /etc/nginx/modules-enabled/*.conf;
events {}
http {
  include mime.types;
  include conf.d/*.conf;
}
CONF
  printf '#!/bin/sh\nexec "$@"\n' | entrypoint "$image/docker-entrypoint.sh"
}

nginx_config='"Entrypoint":["/docker-entrypoint.sh"],"Cmd":["nginx","-g","daemon off;"],
  "StopSignal":"SIGQUIT","ExposedPorts":{"80/tcp":{}}'

nginx_version() { # TREE
  chroot "$1" /usr/sbin/nginx -v 2>&1 | sed -n 's/.*nginx\/\([0-9.]*\).*/\1/p'
}
