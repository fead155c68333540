/**
 * SHA-1 (RFC 3174) of latin1 text, as 20 bytes of latin1 text. The handshake of WebSocket is made
 * with it, and this package may not use node's.
 */
export function sha1(text: string): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = padded(text);
  for (let at = 0; at < words.length; at += 16) addBlock(state, words.slice(at, at + 16));
  return state.map((word) => bytesOf(word)).join("");
}

/** The text, a one bit, zeros, and its length in bits: whole blocks of 16 words. */
function padded(text: string): number[] {
  const blocks = Math.ceil((text.length + 9) / 64);
  const words = new Array<number>(blocks * 16).fill(0);
  for (let at = 0; at <= text.length; at += 1) {
    const byte = at === text.length ? 0x80 : text.charCodeAt(at) & 0xff;
    words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - 8 * (at & 3)));
  }
  words[words.length - 1] = text.length * 8;
  return words;
}

const rotated = (word: number, by: number) => (word << by) | (word >>> (32 - by));

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function addBlock(state: number[], block: number[]): void {
  const words = [...block];
  for (let t = 16; t < 80; t += 1) {
    const word = (words[t - 3] ?? 0) ^ (words[t - 8] ?? 0) ^ (words[t - 14] ?? 0);
    words.push(rotated(word ^ (words[t - 16] ?? 0), 1));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (const [t, word] of words.entries()) {
    const round = Math.floor(t / 20);
    const mixed = mix(round, b, c, d);
    const next = (rotated(a, 5) + mixed + e + word + (constants[round] ?? 0)) | 0;
    [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
  }
  for (const [at, word] of [a, b, c, d, e].entries()) state[at] = ((state[at] ?? 0) + word) | 0;
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  return round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}

function bytesOf(word: number): string {
  return String.fromCharCode(
    (word >>> 24) & 0xff,
    (word >>> 16) & 0xff,
    (word >>> 8) & 0xff,
    word & 0xff,
  );
}
