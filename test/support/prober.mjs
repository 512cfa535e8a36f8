// Runs in the network of a pod, or of anybody: listens, connects once to many, or connects all the time to one.
//
//   prober.mjs listen <port>...            TCP servers that answer each line with it
//   prober.mjs connect '[["host",port],…]' prints, for each, "connected" or the error's code
//   prober.mjs poll <host> <port> <pause>  connects again and again, pause milliseconds apart; prints a line per try
//   prober.mjs talk <host> <port>          keeps one connection and prints a line per answer
import * as net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE = 4000;

/** Connects and says how that ended. */
function connect(host, port, patience = PATIENCE) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(patience, () => end("ETIMEDOUT"));
    socket.on("connect", () => end("connected"));
    socket.on("error", ({ code }) => end(code));
  });
}

const actions = {
  listen(...ports) {
    for (const port of ports) {
      net
        .createServer((socket) => {
          socket.on("error", () => socket.destroy());
          socket.pipe(socket);
        })
        .listen({ host: "0.0.0.0", port: Number(port) });
    }
  },
  async connect(targets) {
    const results = await Promise.all(JSON.parse(targets).map(([host, port]) => connect(host, port)));
    process.stdout.write(JSON.stringify(results));
  },
  async poll(host, port, pause) {
    for (;;) {
      const began = Date.now();
      // Shorter than the kernel's own second try: each result is that of one packet.
      const result = await connect(host, Number(port), 500);
      process.stdout.write(`${JSON.stringify({ at: began, result })}\n`);
      await sleep(Number(pause));
    }
  },
  talk(host, port) {
    const socket = net.connect({ host, port: Number(port) });
    socket.on("connect", () => setInterval(() => socket.write("."), 50));
    socket.on("data", () => process.stdout.write(`${Date.now()}\n`));
    socket.on("error", ({ code }) => {
      process.stdout.write(`${code}\n`);
      process.exit();
    });
  },
};

const [action, ...rest] = process.argv.slice(2);
await actions[action](...rest);
