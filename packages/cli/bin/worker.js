#!/usr/bin/env node
// An upstream process that a fault may take: started by an agent, not by people.
import { workerMain } from "../dist/worker-main.js";

await workerMain(process.argv.slice(2));
