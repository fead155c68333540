import t from "tap";
import { exhaustMemory } from "../src/exhaust.ts";
import { limits } from "../src/limits.ts";
import { memoryLimit, oomKills } from "../src/memory-limit.ts";

const limit = memoryLimit();
const skip =
  limit !== undefined && limit <= limits.memory_bytes_max
    ? `it would end this process: ${limit} bytes are the limit here`
    : false;

t.test("memory is used up only where a lane's limit holds", { skip }, async (t) => {
  t.ok(Number.isInteger(oomKills()));
  const { result, note } = exhaustMemory();
  t.equal(result, "failed");
  t.match(note, /^no limit of memory below 1073741824 bytes$/);
});
