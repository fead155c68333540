/** The folder that holds the reporters, one file each. */
export const folder = new URL(".", import.meta.url);
