/**
 * How often Linux sends a packet again before it gives the connection up: the SYN once, so for 3 s;
 * data for as long as two times would take, which is 3 s on loopback. By default it is two minutes
 * and a quarter of an hour.
 */
export const hastyKernel = {
  "net.ipv4.tcp_syn_retries": 1,
  "net.ipv4.tcp_retries2": 2,
} as const;
