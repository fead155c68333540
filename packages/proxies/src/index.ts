/** The folder that is the catalogue of proxies: one driver a file. */
export const folder = new URL(".", import.meta.url);
