// Opens so many connections and holds them until it is ended: node hold.mjs <port> <count> [speak]
import { once } from "node:events";
import { connect } from "node:net";

const [port = "0", count = "0", speak] = process.argv.slice(2);
const at_once = 200;

async function hold() {
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  if (speak) socket.write("GET / HTTP/1.1\r\nhost: bench\r\n\r\n");
  socket.on("error", () => process.exit(1));
}

for (let open = 0; open < Number(count); open += at_once) {
  await Promise.all(Array.from({ length: at_once }, hold));
}
console.log("open");
