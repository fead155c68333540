/** MurmurHash2 with seed 0, which `split_clients` sorts requests by; for latin1 text. */
export function murmur(text: string): number {
  const factor = 0x5bd1e995;
  const codes = [...text].map((each) => each.charCodeAt(0) & 0xff);
  let hash = codes.length;
  let at = 0;
  for (; codes.length - at >= 4; at += 4) {
    let word = codes[at]! | (codes[at + 1]! << 8) | (codes[at + 2]! << 16) | (codes[at + 3]! << 24);
    word = Math.imul(word, factor);
    word ^= word >>> 24;
    hash = Math.imul(hash, factor) ^ Math.imul(word, factor);
  }
  const left = codes.length - at;
  if (left >= 3) hash ^= codes[at + 2]! << 16;
  if (left >= 2) hash ^= codes[at + 1]! << 8;
  if (left >= 1) hash = Math.imul(hash ^ codes[at]!, factor);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, factor);
  return (hash ^ (hash >>> 15)) >>> 0;
}
