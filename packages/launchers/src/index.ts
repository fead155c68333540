/** The catalogue of launchers: each file beside this one is one, its default export. */
export const folder = new URL(".", import.meta.url);
