// Every reporter needs it, and so does whoever prints a message.
export { visible } from "@gatecrash/core";
