import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import t from "tap";
import { tarEntries } from "../src/docker/tar.ts";
import type { TarEntry } from "../src/docker/tar.ts";

const long = `long/${"a-name-that-is-too-long-for-a-header/".repeat(8)}end.conf`;

/** An archive in one of tar's own formats; the tool is there on every Linux. */
function archive(format: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "gatecrash-tar-"));
  try {
    mkdirSync(join(folder, "etc"));
    writeFileSync(join(folder, "etc/a.conf"), "first\n");
    writeFileSync(join(folder, "etc/empty"), "");
    writeFileSync(join(folder, "etc/large"), Buffer.alloc(1_500, "x"));
    symlinkSync("../elsewhere", join(folder, "etc/link"));
    mkdirSync(join(folder, long, ".."), { recursive: true });
    writeFileSync(join(folder, long), "far\n");
    const args = [`--format=${format}`, "--sort=name", "-C", folder, "-cf", "-", "etc", "long"];
    return execFileSync("tar", args);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function read(bytes: Buffer, piece_bytes: number): Promise<TarEntry[]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece_bytes) }, (_, index) =>
    bytes.subarray(index * piece_bytes, (index + 1) * piece_bytes),
  );
  const entries: TarEntry[] = [];
  for await (const entry of tarEntries(Readable.from(pieces), 1_000)) entries.push(entry);
  return entries;
}

for (const format of ["gnu", "pax"]) {
  t.test(`reads archives of the format ${format}, however they come`, async (t) => {
    const bytes = archive(format);
    for (const piece_bytes of [bytes.length, 512, 77]) {
      const entries = await read(bytes, piece_bytes);
      const of = (name: string) => entries.find((entry) => entry.name.replace(/\/$/, "") === name);
      t.match(of("etc"), { kind: "folder" });
      t.match(of("etc/a.conf"), { kind: "file", size_bytes: 6, content: Buffer.from("first\n") });
      t.match(of("etc/empty"), { kind: "file", size_bytes: 0 });
      t.match(of("etc/link"), { kind: "link", target: "../elsewhere" });
      t.equal(of("etc/large")?.size_bytes, 1_500);
      t.equal(of("etc/large")?.content.length, 1_000, "no more than the limit is kept");
      t.equal(of(long)?.content.toString(), "far\n", "a long name, after a file that was cut");
    }
  });
}

t.test("an archive that is cut gives what came before", async (t) => {
  const bytes = archive("gnu");
  const all = await read(bytes, 512);
  for (const length of [0, 100, 512, 1_024, 1_100, 2_000]) {
    const some = await read(bytes.subarray(0, length), 512);
    t.strictSame(
      some.map(({ name }) => name),
      all.slice(0, some.length).map(({ name }) => name),
      `${length} bytes`,
    );
    t.ok(some.length < all.length);
  }
});
