#!/usr/bin/env node
// An upstream process that a fault may take: started by an agent, not by people.
import { programModule } from "../dist/bundle.js";

const faults = process.argv.slice(2);
const { workerMain } = await import(programModule("worker-main", faults));
await workerMain(faults);
