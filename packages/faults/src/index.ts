/**
 * The folder of the catalogue: one sub-folder a family, one file a fault. Whoever wants the faults
 * reads the folder and takes each file's default export; there is no list to keep.
 */
export const folder = new URL(".", import.meta.url);
