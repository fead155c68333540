import { lineOf, parseVersion } from "@gatecrash/core";
import { loadLaunchers, loadProxies } from "../catalogue.ts";
import { version } from "../version.ts";

/** `gatecrash doctor`: what can run here, what is missing, and the command that mends it. */
export async function doctorCommand(): Promise<number> {
  const [launchers, drivers] = await Promise.all([loadLaunchers(), loadProxies()]);
  const lines = [
    `gatecrash ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
  ];
  let first: string | undefined;
  for (const launcher of [...launchers.values()].sort((a, b) => a.order - b.order)) {
    const state = await launcher.available();
    lines.push("", `${state.available ? "✓" : "✗"} ${launcher.id}: ${state.because}`);
    if (!state.available) {
      lines.push(...state.mend.map((mend) => `    → ${mend}`));
      continue;
    }
    for (const driver of drivers.values()) {
      const place = await launcher.find(driver, { id: driver.id }, { pull: false });
      if ("missing" in place) {
        lines.push(
          `  ✗ ${driver.id}: ${place.missing}`,
          ...place.mend.map((mend) => `      → ${mend}`),
        );
        continue;
      }
      const found = parseVersion(place.version ?? "");
      const pinned = found && !driver.pinned.includes(lineOf(found));
      const note = pinned
        ? ` (outcomes were measured on ${driver.pinned.join(", ")}; differences are findings)`
        : "";
      lines.push(
        `  ✓ ${driver.id}: ${place.program}${found ? `, version ${found.text}` : ""}${note}`,
      );
      first ??= launcher.id;
    }
  }
  lines.push(
    "",
    first
      ? `auto takes: ${first}`
      : "Nothing can run the proxies here; any one of the above is enough.",
  );
  process.stdout.write(`${lines.join("\n")}\n`);
  return first ? 0 : 4;
}
