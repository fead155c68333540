import type { ActOf, Address, Packets, PacketVerdict } from "@gatecrash/core";

/** Whose packets a filter takes: all of a server's, or those of one connection of it. */
export interface FilterTarget {
  server: Address;
  peer?: Address;
}

export interface Table {
  name: string;
  /** Filters look at a packet in this order. */
  order: number;
}

/** A packet without data is smaller: IP and TCP headers with all options that Linux sets. */
const headers_bytes_max = 80;

const withoutData = `meta length <= ${headers_bytes_max}`;

/** No SYN and no bare ACK: a segment with data is pushed, or larger than headers alone can be. */
const withData = ["tcp flags & (syn | psh) == psh", `meta length > ${headers_bytes_max}`];

const verdicts: Record<PacketVerdict, string> = {
  drop: "drop",
  "tcp-reset": "reject with tcp reset",
  "port-unreachable": "reject with icmp type port-unreachable",
  "host-unreachable": "reject with icmp type host-unreachable",
  "net-unreachable": "reject with icmp type net-unreachable",
  "protocol-unreachable": "reject with icmp type prot-unreachable",
  "host-prohibited": "reject with icmp type host-prohibited",
  "net-prohibited": "reject with icmp type net-prohibited",
  "admin-prohibited": "reject with icmp type admin-prohibited",
};

/**
 * A table of nftables, as text for `nft -f`. It looks at packets that arrive (hook input): what is
 * dropped on its way out is not lost, but refused to the sender's own system call.
 */
export function tableText(
  { name, order }: Table,
  target: FilterTarget,
  act: ActOf<"filter">,
): string {
  const lines = [
    `table inet ${name} {`,
    "  chain taken {",
    `    ${[...shareOf(act), "counter", verdicts[act.verdict]].join(" ")}`,
    "  }",
    "  chain input {",
    `    type filter hook input priority ${order}; policy accept;`,
    ...matches(target, act).map((match) => `    ${match} goto taken`),
    "  }",
    "}",
    "",
  ];
  return lines.join("\n");
}

function matches(target: FilterTarget, { packets, larger_than_bytes }: ActOf<"filter">): string[] {
  const size = larger_than_bytes === undefined ? "" : ` meta length > ${larger_than_bytes}`;
  return byPackets(target, packets).map((match) => match + size);
}

function byPackets({ server, peer }: FilterTarget, packets: Packets): string[] {
  const to = [
    `ip daddr ${server.address} tcp dport ${server.port}`,
    ...(peer ? [`ip saddr ${peer.address} tcp sport ${peer.port}`] : []),
  ].join(" ");
  const from = [
    `ip saddr ${server.address} tcp sport ${server.port}`,
    ...(peer ? [`ip daddr ${peer.address} tcp dport ${peer.port}`] : []),
  ].join(" ");
  switch (packets) {
    case "connects":
      return [`${to} tcp flags & (syn | ack) == syn`];
    case "accepts":
      return [`${from} tcp flags & (syn | ack) == syn | ack`];
    case "confirms":
      return [`${to} tcp flags & (fin | syn | rst | psh | ack) == ack ${withoutData}`];
    case "requests":
      return withData.map((match) => `${to} ${match}`);
    case "answers":
      return withData.map((match) => `${from} ${match}`);
    case "questions":
      return [`ip daddr ${server.address} udp dport ${server.port}`];
    case "all":
      return [to, from];
  }
}

/** The first packets, or each n-th: counted, not thrown, so that each run meets the same ones. */
function shareOf({ first, every }: ActOf<"filter">): string[] {
  if (first !== undefined) return [`numgen inc mod ${0xff_ff_ff_ff} < ${first}`];
  return every === undefined ? [] : [`numgen inc mod ${every} == ${every - 1}`];
}
