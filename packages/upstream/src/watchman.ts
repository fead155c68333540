import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/** Is told of each process that begins (`+ 12`) or has ended (`- 12`), and kills the rest at the end. */
const watch = `
live=" "
while read -r what pid; do
  case $what in
    +) live="$live$pid " ;;
    -) live="\${live%% $pid *} \${live#* $pid }" ;;
  esac
done
for pid in $live; do kill -KILL "$pid"; done
`;

let input: Socket | undefined;

/**
 * However this process ends, that one ends too: a frozen or blocked one notices nothing by itself.
 * A shell waits on a pipe from here, and the kernel closes that even if we are killed. Returns what
 * is called when the process has ended by itself.
 */
export function endWithUs(pid: number): () => void {
  input ??= startWatchman();
  const to = input;
  to.write(`+ ${pid}\n`);
  return () => {
    to.write(`- ${pid}\n`);
  };
}

/** One for all of this process. It keeps nobody from ending. */
function startWatchman(): Socket {
  const shell = spawn("sh", ["-c", watch], { stdio: ["pipe", "ignore", "ignore"] });
  shell.on("error", () => undefined);
  shell.once("exit", () => (input = undefined));
  shell.unref();
  const stdin = shell.stdin as Socket;
  stdin.on("error", () => undefined);
  stdin.unref();
  return stdin;
}
