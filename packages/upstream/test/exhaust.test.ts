import { join } from "node:path";
import t from "tap";
import { exhaustMemory } from "../src/exhaust.ts";
import { memoryLimit, oomKills } from "../src/memory-limit.ts";

const limit = memoryLimit();
const skip = limit !== undefined && `it would end this process: ${limit} bytes are the limit here`;

t.test("memory is used up only where a lane's limit holds", { skip }, async (t) => {
  const { result, note } = exhaustMemory();
  t.equal(result, "failed");
  t.match(note, /^no limit of memory up to 1073741824 bytes$/);
});

t.test("limits and kills of both versions of cgroups are understood", async (t) => {
  const folder = t.testdir({
    "lane.max": "402653184\n",
    "machine.max": "max\n",
    // Version 1 has no word for it.
    "machine.limit_in_bytes": "9223372036854771712\n",
    "memory.events": "low 0\nhigh 0\nmax 12\noom 2\noom_kill 3\noom_group_kill 0\n",
    "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 4 \n",
  });
  const at = (...names: string[]) => names.map((name) => join(folder, name));
  t.equal(memoryLimit(at("absent", "lane.max")), 402_653_184);
  t.equal(memoryLimit(at("machine.max", "lane.max")), undefined, "the first that is there counts");
  t.equal(memoryLimit(at("machine.limit_in_bytes")), undefined);
  t.equal(memoryLimit(at("absent")), undefined);
  t.equal(oomKills(at("memory.events")), 3);
  t.equal(oomKills(at("absent", "memory.oom_control")), 4);
  t.equal(oomKills(at("absent")), 0);
});
