/** All files of a configuration together. */
export const bytesMax = 4 * 1024 * 1024;

/** Files read one after the other; each include counts, also of the same file. */
export const includesMax = 2_000;

/** Includes inside of includes. */
export const includeDepthMax = 32;

/** Blocks inside of blocks. */
export const blockDepthMax = 64;

/** Directives after all includes: a snippet may be included by every server. */
export const directivesMax = 400_000;
