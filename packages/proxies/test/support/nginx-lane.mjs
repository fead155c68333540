// Runs in a network namespace of its own: starts nginx for each case that comes in on standard
// input, asks it, and tells which ports of 127.0.0.1 each request came to.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const cases = JSON.parse(readFileSync(0, "utf8"));
run("ip", ["link", "set", "lo", "up"]);
const reached = [];
const results = [];
for (const each of cases) results.push(await runCase(each));
process.stdout.write(JSON.stringify(results));
process.exit(0);

async function runCase({ text, requests }) {
  const folder = mkdtempSync(join(tmpdir(), "nginx-lane-"));
  const ports = [...new Set([...text.matchAll(/127\.0\.0\.1:(9\d{3})/g)].map(([, port]) => port))];
  const servers = await Promise.all(ports.map((port) => listen(Number(port))));
  try {
    for (const name of ["html", "temp", "logs"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "nginx.conf"), text);
    writeFileSync(join(folder, "passwords"), "probe:{PLAIN}probe\n");
    // It goes into the background when it listens, so there is nothing to wait for.
    run("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "logs/error.log"]);
    const answers = [];
    for (const request of requests) answers.push(await ask(request, folder));
    run("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "logs/error.log", "-s", "stop"]);
    return answers;
  } finally {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error ?? stderr}`);
}

function listen(port) {
  const server = createServer((socket) => {
    reached.push(port);
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function ask({ front, method, host, path, headers, client, files = [], password }, folder) {
  for (const file of files) {
    const path = join(folder, file);
    mkdirSync(file.endsWith("/") ? path : dirname(path), { recursive: true });
    if (!file.endsWith("/")) writeFileSync(path, "here");
  }
  if (client !== undefined) run("ip", ["address", "replace", `${client}/32`, "dev", "lo"]);
  reached.length = 0;
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close"];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (password) lines.push(`Authorization: Basic ${btoa("probe:probe")}`);
  const answer = await exchange(front, client, `${lines.join("\r\n")}\r\n\r\n`);
  for (const file of files) rmSync(join(folder, file), { recursive: true });
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]), ports: [...new Set(reached)] };
}

function exchange({ host, port }, localAddress, text) {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ host, port, ...(localAddress && { localAddress }) });
    socket.setEncoding("latin1");
    socket.on("connect", () => socket.write(text));
    socket.on("data", (bytes) => (answer += String(bytes)));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
