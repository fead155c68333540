#!/usr/bin/env node
// The agent of a lane: started by launchers, not by people.
import { programModule } from "../dist/bundle.js";

const faults = process.argv.slice(2);
const { agentMain } = await import(programModule("agent-main", faults));
await agentMain(faults);
