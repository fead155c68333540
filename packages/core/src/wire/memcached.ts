/** An answer to `get`; all that it says is true unless it is given. */
export interface MemcachedAnswer {
  key: string;
  value: string;
  flags?: number | string;
  /** The length of the value, as the line says it. */
  bytes?: number | string;
  /** What follows the value. */
  trailer?: string;
}

/** What ends a value that was found. */
export const memcachedTrailer = "\r\nEND\r\n";

/** The line before a value. */
export function memcachedLine({ key, value, flags = 0, bytes = value.length }: MemcachedAnswer) {
  return `VALUE ${key} ${flags} ${bytes}\r\n`;
}

/** A whole answer to `get`, as memcached gives it where the key is known. */
export function memcachedAnswer(answer: MemcachedAnswer): string {
  return memcachedLine(answer) + answer.value + (answer.trailer ?? memcachedTrailer);
}

/** A request for one key. */
export function memcachedRequest(key: string): string {
  return `get ${key}\r\n`;
}
