/** The one user that files of passwords have in the world, in place of the real ones. */
const user = "gatecrash";
const password = "gatecrash";

/** As nginx and Apache read it (RFC 2307 schemes, ngx_crypt.c). */
export const passwordFile = `${user}:{PLAIN}${password}\n`;

/** What a client sends of itself (RFC 7617). */
export const basicAuthorization = `Basic ${btoa(`${user}:${password}`)}`;
