#!/usr/bin/env node
// The agent of a lane: started by launchers, not by people.
import { agentMain } from "../dist/agent-main.js";

await agentMain(process.argv.slice(2));
