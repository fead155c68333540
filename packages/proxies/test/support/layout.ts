/** A way of routing requests, and what the reader should find of it. */
export interface Layout {
  name: string;
  /** Sections besides `defaults`; `DIR` is the folder of its files. */
  config: string;
  /** Backends that only have a server. */
  backends: string[];
  files?: Record<string, string>;
  /** Backends that no request was to be found for, and what the reason should speak of. */
  unreachable?: Record<string, RegExp>;
}

export const bind = "bind 127.0.0.1:8001";
