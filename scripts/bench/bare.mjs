// A bare Fastify with one route of the fake upstream's: what it is compared with.
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../setup/shell.mjs";

const require = createRequire(join(root, "packages/upstream/package.json"));
const app = require("fastify")();
app.all("/", async () => ({ ok: true }));
console.log(await app.listen({ host: "127.0.0.1", port: 0 }));
