import type { LaneWorld, NetworkTools } from "@gatecrash/core";
import { quoted, words } from "./network-probe.ts";

/** Shell commands that make a world's addresses the lane's own, and lead connections elsewhere. */
export function networkCommands(
  { addresses, redirects }: Pick<LaneWorld, "addresses" | "redirects">,
  { ip, nft }: NetworkTools,
): string[] {
  const claims = addresses.map(
    (address) => `${words(ip)} addr add ${quoted(checked(address))} dev lo`,
  );
  if (redirects.length === 0) return claims;
  const rules = redirects.map(({ address, port, to_port }) => {
    const family = address.includes(":") ? "ip6" : "ip";
    const to = family === "ip6" ? `[${address}]` : address;
    const protocols = "meta l4proto '{ tcp, udp }'";
    const match = `${family} daddr ${checked(address)} ${protocols} th dport ${port}`;
    return `add rule inet gatecrash out ${match} dnat ${family} to ${quoted(`${to}:${to_port}`)}`;
  });
  const all = [
    "add table inet gatecrash",
    "add chain inet gatecrash out '{ type nat hook output priority -100; }'",
    ...rules,
  ];
  return [...claims, ...all.map((rule) => `${words(nft)} ${rule}`)];
}

/** An address without anything that a shell or nft would split. */
function checked(text: string): string {
  if (!/^[\w.:/@+-]+$/.test(text)) throw new Error(`not an address: ${text}`);
  return text;
}
