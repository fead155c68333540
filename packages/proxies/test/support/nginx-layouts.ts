/** A part of an `http` block, and the ports of 127.0.0.1 that a request has to be found for. */
export interface Layout {
  title: string;
  text: string;
  ports: number[];
  /** Ports that nothing leads to, with a part of the reason. */
  not?: Record<number, string>;
}

const pass = (port: number) => `proxy_pass http://127.0.0.1:${port};`;

/** What stands in one server that listens on 127.0.0.1:8080. */
function server(title: string, text: string, ports: number[], not?: Layout["not"]): Layout {
  const whole = `server { listen 127.0.0.1:8080; server_name a.example; ${text} }`;
  return { title, text: whole, ports, ...(not !== undefined && { not }) };
}

export const layouts: Layout[] = [
  server(
    "exact, prefix, ^~ and regular expressions side by side",
    `location = / { ${pass(9001)} } location / { ${pass(9002)} }
     location /documents/ { ${pass(9003)} } location ^~ /images/ { ${pass(9004)} }
     location ~* \\.(gif|jpg|jpeg)$ { ${pass(9005)} }`,
    [9001, 9002, 9003, 9004, 9005],
  ),
  server(
    "the first of two expressions takes what both match",
    `location ~ ^/api/ { ${pass(9001)} } location ~ ^/api/v1/ { ${pass(9002)} }`,
    [9001],
    { 9002: "another location" },
  ),
  server(
    "a prefix that a regular expression hides",
    `location /api/ { ${pass(9001)} } location ~ ^/api { ${pass(9002)} }`,
    [9002],
    { 9001: "another location" },
  ),
  server(
    "a prefix of which an expression takes only some paths",
    `location /files { ${pass(9001)} } location ~ /$ { ${pass(9002)} }`,
    [9001, 9002],
  ),
  server(
    "nested: the inner expression goes before the outer ones",
    `location /app/ { ${pass(9001)} location ~ \\.php$ { ${pass(9002)} } }
     location ~ \\.php$ { ${pass(9003)} }`,
    [9001, 9002, 9003],
  ),
  server(
    "nested: an inner ^~ does not keep outer expressions away",
    `location /app/ { return 404; location ^~ /app/x/ { ${pass(9001)} } }
     location ~ \\.js$ { ${pass(9002)} }`,
    [9001, 9002],
  ),
  server(
    "a redirect to the path with a slash",
    `location /api/ { ${pass(9001)} } location = /api/x/ { ${pass(9002)} }`,
    [9001, 9002],
  ),
  server(
    "a location that is case-insensitive, with a lookahead",
    `location ~* ^/(?!private)[a-z]+/Edit$ { ${pass(9001)} } location / { return 403; }`,
    [9001],
  ),
  server(
    "captures that choose the server",
    `location ~ ^/v(?<number>[12])/ { proxy_pass http://127.0.0.1:900$number; }
     location ~ ^/w/([34])$ { proxy_pass http://127.0.0.1:900$1; }
     # 127.0.0.1:9001 127.0.0.1:9002 127.0.0.1:9003
    `,
    [9001, 9003],
  ),
  server(
    "try_files with a named location",
    `location / { try_files $uri $uri/ @app; } location @app { ${pass(9001)} }`,
    [9001],
  ),
  server(
    "try_files with a script that has to be there",
    `location / { try_files $uri /index.php?$args; }
     location ~ \\.php$ { try_files $uri =404; fastcgi_pass 127.0.0.1:9001; }`,
    [9001],
  ),
  server(
    "try_files and a script that need not be there",
    `location / { try_files $uri $uri/ /index.php; }
     location = /index.php { internal; ${pass(9001)} }`,
    [9001],
  ),
  server(
    "rewrites: last, break and none",
    `location /old/ { rewrite ^/old/(.*)$ /new/$1 last; ${pass(9001)} }
     location /new/ { internal; ${pass(9002)} }
     location /b/ { rewrite ^/b/(.*)$ /new/$1 break; ${pass(9003)} }
     location /n/ { rewrite ^/n/(.*)$ /new/$1; ${pass(9004)} }`,
    [9002, 9003],
    { 9004: "another location" },
  ),
  server(
    "a rewrite of the server",
    `rewrite ^/legacy/(\\d+)$ /internal/$1 last;
     location /internal/ { internal; ${pass(9001)} } location / { return 404; }`,
    [9001],
  ),
  server(
    "if by method, by header and by cookie",
    `location / { if ($request_method = POST) { ${pass(9001)} } if ($http_x_kind ~* "^(beta|rc)$") { ${pass(9002)} }
       if ($cookie_stage = "canary") { ${pass(9003)} } ${pass(9004)} }`,
    [9001, 9002, 9003, 9004],
  ),
  server(
    "if: the last one that applies counts, and keeps the pass of its location",
    `location / { set $flag ""; if ($arg_a) { set $flag "A"; } if ($arg_b) { set $flag "\${flag}B"; }
       if ($flag = AB) { ${pass(9001)} } if ($arg_c = 1) { set $other 1; } ${pass(9002)} }`,
    [9001, 9002],
  ),
  server(
    "if takes try_files out of force",
    `location / { if ($arg_x) { set $y 1; } try_files $uri @app; ${pass(9001)} }
     location @app { ${pass(9002)} }`,
    [9001, 9002],
  ),
  server(
    "limit_except, which leaves out what the location rewrites",
    `location / { limit_except GET { ${pass(9001)} } ${pass(9002)} }
     location /r/ { limit_except GET { ${pass(9003)} } return 403; }`,
    [9001, 9002, 9003],
  ),
  server(
    "error_page after return, with a named location and with a path",
    `location /one { error_page 418 = @one; return 418; } location @one { ${pass(9001)} }
     location /two { error_page 404 = /two-fallback; }
     location = /two-fallback { internal; ${pass(9002)} }`,
    [9001, 9002],
  ),
  server(
    "auth_request and mirror",
    `location /in/ { auth_request /auth; ${pass(9001)} } location = /auth { internal; ${pass(9002)} }
     location /m/ { mirror /copy; ${pass(9003)} } location = /copy { internal; ${pass(9004)} }`,
    [9001, 9002, 9003, 9004],
  ),
  server(
    "allow and deny, satisfy any, passwords",
    `auth_basic_user_file passwords;
     location /a/ { allow 10.20.0.0/16; deny all; ${pass(9001)} }
     location /b/ { auth_basic secret; ${pass(9002)} }
     location /c/ { satisfy any; allow 10.9.9.9; deny all; auth_basic secret; ${pass(9003)} }`,
    [9001, 9002, 9003],
  ),
  server(
    "an internal location that only an upstream could lead to",
    `location /files/ { internal; ${pass(9001)} } location / { ${pass(9002)} }`,
    [9002],
    { 9001: "internal" },
  ),
  server(
    "paths that have to be escaped",
    `location "/a b/" { ${pass(9001)} } location ~ "^/q\\?x$" { ${pass(9002)} } location "/100%/" { ${pass(9003)} }`,
    [9001, 9002, 9003],
  ),
  server(
    "a server that answers by itself before all locations",
    `if ($http_x_up = "") { return 503; } location / { ${pass(9001)} }`,
    [9001],
  ),
  server(
    "variables that are set in other places, or nowhere on the way",
    `set $up "none"; if ($http_x_go) { set $go 1; }
     location /in { if ($go) { ${pass(9001)} } if ($never) { ${pass(9002)} } set $never ""; ${pass(9003)} }
     location ~ ^/n/(?<rest>x.*)$ { if ($rest != xyz) { return 404; } ${pass(9004)} }`,
    [9001, 9003, 9004],
    { 9002: "No request was found" },
  ),
  server(
    "files that have to be there: -f, alias, index, a script behind a folder",
    `location /f/ { if (-f $request_filename) { ${pass(9001)} } if (!-e $document_root/maintenance) { ${pass(9002)} } }
     location /al/ { alias html/other/; try_files $uri @al; } location @al { ${pass(9003)} }
     location /ix/ { index none.html /ix-script; } location = /ix-script { internal; ${pass(9004)} }
     location ~ ^(.+\\.cgi)(/.*)?$ { try_files $1 =404; fastcgi_split_path_info ^(.+\\.cgi)(/.*)$; scgi_pass 127.0.0.1:9005; }`,
    [9001, 9002, 9003, 9004, 9005],
  ),
  server(
    "errors of errors: only where they are recursive",
    `location /r/ { recursive_error_pages on; error_page 404 = /r1; } location = /r1 { recursive_error_pages on; internal; error_page 403 = @r2; return 403; }
     location @r2 { ${pass(9001)} }
     location /s/ { error_page 404 = /s1; } location = /s1 { internal; error_page 403 = @s2; return 403; } location @s2 { ${pass(9002)} }`,
    [9001],
    { 9002: "Nothing that was tried" },
  ),
  server(
    "a method that is changed to GET by a path, and kept by a name",
    `location /x/ { error_page 405 = /only-get; error_page 404 = @any; if ($request_method = PUT) { return 404; } return 405; }
     location = /only-get { internal; if ($request_method != GET) { return 500; } ${pass(9001)} }
     location @any { if ($request_method != PUT) { return 500; } ${pass(9002)} }`,
    [9001, 9002],
  ),
  {
    title: "what a map gave once, it gives again, unless it is volatile",
    ports: [9002, 9003],
    not: { 9001: "no request was found", 9004: "no request was found" },
    text: `map $uri $once { default a; /two b; } map $uri $fresh { volatile; default a; /four b; }
      server { listen 127.0.0.1:8080; server_name a.example;
        if ($once = x) { set $x 1; } if ($fresh = x) { set $x 1; }
        location /one { rewrite ^ /two; } location = /two { internal; if ($once = b) { ${pass(9001)} } ${pass(9002)} }
        location /three { rewrite ^ /four; } location = /four { internal; if ($fresh = b) { ${pass(9003)} } ${pass(9004)} } }`,
  },
  server(
    "a request through several doors: cookie, argument, method, path",
    `location ~* "^/door/(?<key>[a-z]{3})/(\\d{2})$" {
       set $all "$key:$cookie_room:$arg_floor"; if ($all = "abc:7:2") { ${pass(9001)} }
       if ($http_user_agent !~ probe) { return 403; } ${pass(9002)} }`,
    [9001, 9002],
  ),
  {
    title: "maps: texts, expressions, captures, defaults, one of another",
    ports: [9001, 9002, 9003, 9004],
    text: `map $http_x_tenant $port { default 9001; gold 9002; "~^silver-(?<rest>\\d+)$" 9003; ~*^BRONZE $deep; }
      map $arg_deep $deep { default 9001; yes 9004; }
      # 127.0.0.1:9001 127.0.0.1:9002 127.0.0.1:9003 127.0.0.1:9004
      server { listen 127.0.0.1:8080; location / { proxy_pass http://127.0.0.1:$port; } }`,
  },
  {
    title: "maps of two variables, of the host and of the path",
    ports: [9001, 9002, 9003, 9004],
    text: `map "$host:$request_method" $by { default one; "b.example:POST" two; }
      map $uri $path { default ""; ~^/special/ three; }
      map $host $name { hostnames; default $by; *.c.example four; }
      map $path $all { default $path; "" $name; }
      upstream one { server 127.0.0.1:9001; } upstream two { server 127.0.0.1:9002; }
      upstream three { server 127.0.0.1:9003; } upstream four { server 127.0.0.1:9004; }
      server { listen 127.0.0.1:8080; location / { proxy_pass http://$all; } }`,
  },
  {
    title: "split_clients by a header, geo by address",
    ports: [9001, 9002, 9003, 9004],
    text: `split_clients "$http_x_user" $share { 50% 127.0.0.1:9001; * 127.0.0.1:9002; }
      geo $where { default 127.0.0.1:9003; 10.1.0.0/16 127.0.0.1:9004; }
      server { listen 127.0.0.1:8080; location / { proxy_pass http://$share; }
        location /geo { proxy_pass http://$where; } }`,
  },
  {
    title: "server names: exact, wildcards, expressions, default",
    ports: [9001, 9002, 9003, 9004, 9005, 9006],
    text: `server { listen 127.0.0.1:8080; server_name www.a.example; location / { ${pass(9001)} } }
      server { listen 127.0.0.1:8080; server_name *.a.example; location / { ${pass(9002)} } }
      server { listen 127.0.0.1:8080; server_name mail.*; location / { ${pass(9003)} } }
      server { listen 127.0.0.1:8080; server_name ~^(?<user>[a-z]+)\\.b\\.example$; location / { ${pass(9004)} } }
      server { listen 127.0.0.1:8080 default_server; server_name _; location / { ${pass(9005)} } }
      server { listen 127.0.0.1:8080; server_name .c.example; location / { ${pass(9006)} } }`,
  },
  {
    title: "a server that another one hides, and one without a name",
    ports: [9001],
    not: { 9002: "server", 9003: "server" },
    text: `server { listen 127.0.0.1:8080; server_name a.example; location / { ${pass(9001)} } }
      server { listen 127.0.0.1:8080; server_name a.example; location / { ${pass(9002)} } }
      server { listen 127.0.0.1:8080; location / { ${pass(9003)} } }`,
  },
  {
    title: "the server's expression chooses the upstream",
    ports: [9001, 9002],
    text: `map $sub $target { api 127.0.0.1:9001; shop 127.0.0.1:9002; }
      server { listen 127.0.0.1:8080; server_name ~^(?<sub>\\w+)\\.shop\\.example$;
        location / { if ($target = "") { return 404; } proxy_pass http://$target; } }`,
  },
  {
    title: "the same server on two addresses",
    ports: [9001, 9002],
    text: `server { listen 127.0.0.1:8080; listen 127.0.0.1:8081; server_name x; location / { if ($server_port != 8081) { return 404; } ${pass(9001)} } }
      server { listen 127.0.0.1:8081; server_name y; location / { ${pass(9002)} } }`,
  },
];
