/** What is in each fixture: read by a person, held against what the reader finds. */
export const expectedFixtures: Record<string, { routes: string[]; endpoints: string[] }> = {
  "acls-and-maps": {
    routes: [
      "www/0.0.0.0:80 > admin (http) | GET gatecrash.test/admin | from 10.20.0.1",
      "www/0.0.0.0:80 > static (http) | GET gatecrash.test/x.css",
      "www/0.0.0.0:80 > api_write (http) | POST api.example.com/",
      "www/0.0.0.0:80 > api_read (http) | GET api.example.com/",
      "www/0.0.0.0:80 > shop (http) | GET shop.example.com/",
      "www/0.0.0.0:80 > blog (http) | GET blog.example.com/",
      "www/0.0.0.0:80 > docs (http) | GET gatecrash.test/docs",
      "www/0.0.0.0:80 > www (http) | GET gatecrash.test/",
    ],
    endpoints: [
      "www/www1 http 10.0.3.7:8080, check http /ping",
      "www/www2 http 10.0.3.8:8080, check http /ping",
      "static/static1 http 10.0.3.20:8081",
      "admin/admin1 http 10.0.4.2:8443, tls",
      "api_read/api1 http 10.0.5.1:9000, check tcp",
      "api_read/api2 http 10.0.5.2:9000, check tcp",
      "api_write/api1 http 10.0.5.1:9000, check tcp",
      "shop/shop1 http shop.internal:8080, start",
      "blog/blog1 http /run/blog/http.sock",
      "docs/docs1 http 10.0.6.1:8000",
    ],
  },
  "balancing-with-checks-and-backup": {
    routes: ["shop/0.0.0.0:8080 > app (http) | GET gatecrash.test/"],
    endpoints: [
      "app/app1 http 10.0.15.1:8080, check http /alive",
      "app/app2 http 10.0.15.2:8080, check http /alive",
      "app/app3 http 10.0.15.3:8080, check http /alive",
      "app/spare http 10.0.15.9:8080, backup, check http /alive",
      "app/gone http 10.0.15.10:8080, disabled",
      "app/twin http 10.0.15.11:8080",
    ],
  },
  "grpc-h2": {
    routes: [
      "grpc/0.0.0.0:50051 > greeter (grpc) | POST gatecrash.test/helloworld.Greeter/ content-type: application/grpc",
      "grpc/0.0.0.0:50051 > routes (grpc) | POST gatecrash.test/routeguide. content-type: application/grpc",
      "grpc/0.0.0.0:443 > greeter (grpc) | POST gatecrash.test/helloworld.Greeter/ content-type: application/grpc",
      "grpc/0.0.0.0:443 > routes (grpc) | POST gatecrash.test/routeguide. content-type: application/grpc",
    ],
    endpoints: [
      "greeter/g1 h2 10.0.13.1:50051, check http /grpc.health.v1.Health/Check",
      "greeter/g2 h2 10.0.13.2:50051, check http /grpc.health.v1.Health/Check",
      "routes/r1 h2 10.0.13.5:50052, tls, check tcp",
    ],
  },
  "ingress-style": {
    routes: [
      "http/0.0.0.0:8080 > prod-shop-http (http) | GET shop.example.com/",
      "http/0.0.0.0:8080 > prod-wild-http (http) | GET x.wild.example.com/",
      "http/0.0.0.0:8080 > prod-secure-https (h2) | - HAProxy answers by itself",
      "http/0.0.0.0:8080 > prod-cart-http (http) | GET shop.example.com/cart",
      "http/0.0.0.0:8080 > default-local-service (http) | - HAProxy answers by itself",
    ],
    endpoints: [
      "prod-shop-http/SRV_1 http 10.244.1.17:8080, check tcp",
      "prod-shop-http/SRV_2 http 10.244.2.23:8080, check tcp",
      "prod-shop-http/SRV_3 http 127.0.0.1:80, disabled, check tcp",
      "prod-cart-http/SRV_1 http 10.244.1.30:8080, check tcp",
      "prod-wild-http/SRV_1 http 10.244.3.3:8080",
      "prod-secure-https/SRV_1 h2 10.244.4.4:8443, tls",
    ],
  },
  "mtls-backend": {
    routes: [
      "gateway/0.0.0.0:8080 > payments (http) | GET gatecrash.test/payments",
      "gateway/0.0.0.0:8080 > partner (http) | GET gatecrash.test/partner",
      "gateway/0.0.0.0:8080 > ledger (http) | GET gatecrash.test/",
    ],
    endpoints: [
      "payments/p1 http 10.0.12.1:8443, tls verified sni payments.internal, check tcp",
      "payments/p2 http 10.0.12.2:8443, tls verified sni payments.internal, check tcp",
      "partner/ext http partner.example.net:443, tls verified sni req.hdr(host), start",
      "ledger/l1 http 10.0.12.9:8443, tls",
      "ledger/l2 http /run/ledger.sock, backup",
    ],
  },
  "php-fcgi": {
    routes: [
      "web/0.0.0.0:80 > php (fastcgi) | GET gatecrash.test/x.php",
      "web/0.0.0.0:80 > files (http) | GET gatecrash.test/x.css",
    ],
    endpoints: [
      "php/fpm1 fastcgi /run/php/php8.2-fpm.sock",
      "php/fpm2 fastcgi 10.0.14.2:9000, check http /ping.php",
      "files/nginx http 10.0.14.9:8080",
    ],
  },
  "resolvers-service-discovery": {
    routes: [
      "in/0.0.0.0:80 > orders (http) | GET gatecrash.test/orders/",
      "in/0.0.0.0:80 > users (http) | GET gatecrash.test/users/",
      "in/0.0.0.0:80 > front (http) | GET gatecrash.test/",
    ],
    endpoints: [
      "orders/orders1 http _orders._tcp.service.consul:0, watched, check http /health",
      "orders/orders2 http _orders._tcp.service.consul:0, watched, check http /health",
      "orders/orders3 http _orders._tcp.service.consul:0, watched, check http /health",
      "orders/orders4 http _orders._tcp.service.consul:0, watched, check http /health",
      "orders/orders5 http _orders._tcp.service.consul:0, watched, check http /health",
      "users/u1 http users.internal:7000, watched, check tcp",
      "users/u2 http users.internal:7000, watched, check tcp",
      "users/u3 http users.internal:7000, watched, check tcp",
      "front/f1 http front.internal:3000, watched",
      "front/f2 http legacy.internal:3000, start",
    ],
  },
  "several-files": {
    routes: [
      "main/0.0.0.0:80 > reports (http) | GET gatecrash.test/reports",
      "main/0.0.0.0:80 > api (http) | GET gatecrash.test/api",
      "main/0.0.0.0:80 > pages (http) | GET gatecrash.test/",
      "main/0.0.0.0:8080 > reports (http) | GET gatecrash.test/reports",
      "main/0.0.0.0:8080 > api (http) | GET gatecrash.test/api",
      "main/0.0.0.0:8080 > pages (http) | GET gatecrash.test/",
    ],
    endpoints: [
      "api/api1 http 10.0.10.1:8080",
      "api/api2 http 10.0.10.2:8080, tls",
      "reports/r1 http 10.0.10.5:9000",
      "pages/p1 http 10.0.10.9:80",
    ],
  },
  "stick-tables": {
    routes: [
      "fe/0.0.0.0:8080 > live (http) | GET gatecrash.test/ upgrade: websocket connection: Upgrade",
      "fe/0.0.0.0:8080 > app (http) | GET gatecrash.test/",
    ],
    endpoints: [
      "app/a1 http 10.0.7.11:8000, check tcp",
      "app/a2 http 10.0.7.12:8000, check tcp",
      "live/l1 http 10.0.7.21:8000, check tcp",
      "live/l2 http 10.0.7.22:8000, check tcp",
    ],
  },
  "tcp-mode": {
    routes: [
      "tls_in/0.0.0.0:443 > mail_tls (tcp) | GET mail.example.com/ | hello mail.example.com",
      "tls_in/0.0.0.0:443 > apps_tls (tcp) | GET x.apps.example.com/ | hello x.apps.example.com",
      "tls_in/0.0.0.0:443 > web_tls (tcp) | GET gatecrash.test/",
      "postgres/10.0.1.1:5432 > postgres (tcp) | GET gatecrash.test/",
      "redis/10.0.1.1:6379 > redis (tcp) | GET gatecrash.test/",
    ],
    endpoints: [
      "postgres/pg1 tcp 10.0.2.11:5432, check other",
      "postgres/pg2 tcp 10.0.2.12:5432, backup, check other",
      "redis/redis1 tcp redis-a.internal:6379, start, check other",
      "redis/redis2 tcp redis-b.internal:6379, start, check other",
      "mail_tls/mail1 tcp 10.0.2.21:443",
      "apps_tls/app1 tcp 10.0.2.31:443, check tcp",
      "apps_tls/app2 tcp 10.0.2.32:443, check tcp",
      "web_tls/web1 tcp 10.0.2.41:443",
    ],
  },
  "tls-termination": {
    routes: [
      "http_in/0.0.0.0:80 > acme (http) | GET gatecrash.test/.well-known/acme-challenge/",
      "http_in/[::]:80 > acme (http) | GET gatecrash.test/.well-known/acme-challenge/",
      "https_in/0.0.0.0:443 > intranet (http) | - HAProxy answers by itself",
      "https_in/0.0.0.0:443 > site (http) | GET gatecrash.test/",
      "https_in/0.0.0.0:8443 > intranet (http) | - HAProxy answers by itself",
      "https_in/0.0.0.0:8443 > site (http) | GET gatecrash.test/",
    ],
    endpoints: [
      "acme/certbot http 127.0.0.1:8402",
      "site/s1 http 10.0.11.1:8080, check tcp",
      "site/s2 http 10.0.11.2:8080, check tcp",
      "intranet/i1 http 10.0.11.9:8080",
    ],
  },
};
