/** Limits of the fake upstream. Nothing that a peer or a fault does goes on for ever. */
export const limits = {
  /** A request head that is longer is read no further (RFC 9110 names no limit; nginx sends 32 KiB at most). */
  head_bytes_max: 65_536,
  /** Silence ends by itself after this time. */
  silence_ms_max: 3_600_000,
  /** After FIN, what the peer still sends is drained for this long. */
  drain_ms_max: 5_000,
  /** Bytes of an act that the history keeps; the length is kept besides. */
  recorded_bytes_max: 256,
  /** Connections that a DNS server holds, and how long one may be idle. */
  dns_connections_max: 1_000,
  dns_idle_ms_max: 60_000,
  /** Questions about one name that a fault is at work on; further ones get good answers. */
  dns_playing_max: 1_000,
  /** Threads that a burn may use. */
  burn_threads_max: 64,
  /** Files that are opened to exhaust descriptors. */
  descriptors_max: 100_000,
  /** Heap of an upstream process of its own: three times of what it needs. */
  heap_bytes_max: 67_108_864,
  /** A cgroup that allows more is none to be used up: it is not the lane's. */
  memory_bytes_max: 1_073_741_824,
} as const;
