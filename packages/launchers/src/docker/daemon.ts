import { lastLine } from "../shared/run-tool.ts";
import type { ToolResult } from "../shared/run-tool.ts";
import { ask_ms_max, docker } from "./client.ts";

export type DaemonState =
  { up: true; version: string } | { up: false; because: string; mend: string[] };

const native = "without Docker: gatecrash run --launcher netns, or --launcher process";

/** Asks the daemon for its version; says why there is no answer and what mends that. */
export async function daemonState(): Promise<DaemonState> {
  const answer = await docker(["version", "--format", "{{.Server.Version}} {{.Server.Os}}"]);
  const [version = "", system = ""] = answer.stdout.trim().split(" ");
  if (answer.ok && system !== "linux" && version !== "") {
    const mend = ["switch Docker to Linux containers", native];
    return { up: false, because: `the Docker daemon runs ${system} containers`, mend };
  }
  return answer.ok && version !== "" ? { up: true, version } : { up: false, ...whyDown(answer) };
}

function whyDown(answer: ToolResult): { because: string; mend: string[] } {
  const said = lastLine(answer.stderr);
  const where = process.env["DOCKER_HOST"];
  const at = where === undefined ? "" : ` at ${where} (DOCKER_HOST)`;
  if (answer.failure === "not-found") {
    return {
      because: "there is no docker command on PATH",
      mend: ["install Docker: https://docs.docker.com/get-docker/", native],
    };
  }
  if (answer.failure === "timed-out") {
    const because = `the Docker daemon${at} did not answer within ${ask_ms_max / 1_000} s`;
    return { because, mend: ["restart it: sudo systemctl restart docker", native] };
  }
  if (said.includes("permission denied")) {
    const because = `this user may not talk to the Docker daemon${at}`;
    return {
      because,
      mend: ["sudo usermod -aG docker $USER, then log in again", "run gatecrash as root", native],
    };
  }
  const start =
    where === undefined ? ["start it: sudo systemctl start docker, or Docker Desktop"] : [];
  const point = "set DOCKER_HOST to a daemon on this machine that runs";
  return { because: `no Docker daemon answers${at}: ${said}`, mend: [...start, point, native] };
}

/** Why containers cannot have a limit of memory here, and what mends it. */
export async function lacksMemoryLimit(): Promise<{ missing: string; mend: string[] } | undefined> {
  const answer = await docker(["info", "--format", "{{.MemoryLimit}}"]);
  if (answer.stdout.trim() === "true") return undefined;
  const missing = "this Docker daemon cannot limit a container's memory";
  return {
    missing,
    mend: ["give it the cgroup controller for memory: docker info says what lacks"],
  };
}

/** True if root inside a container is this user outside: then no other user may be asked for. */
export async function isRootless(): Promise<boolean> {
  const answer = await docker(["info", "--format", "{{json .SecurityOptions}}"]);
  return answer.stdout.includes("name=rootless");
}
