// Runs in the network of a pod, or of anybody: listens, connects once to many, or connects all the time to one.
//
//   prober.mjs listen <port>...                   servers of TCP and UDP that answer with what they are told
//   prober.mjs connect '[{host,port,protocol,patience},…]' prints, for each, "connected" or the error's code
//   prober.mjs poll <host> <port> <pause> [patience]
//       connects by TCP and waits for an answer, again and again, pause milliseconds apart; prints a line per try
//   prober.mjs talk <host> <port>                 keeps one connection and prints a line per answer
import * as dgram from "node:dgram";
import * as net from "node:net";
import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE = 4000;

/** How a connection by TCP ends: as soon as it is there, or with `asks` when the other side has answered. */
function connect({ host, port }, { patience = PATIENCE, asks = false } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(patience, () => end("ETIMEDOUT"));
    socket.on("connect", () => (asks ? socket.write("?") : end("connected")));
    socket.on("data", () => end("connected"));
    socket.on("end", () => end("ECLOSED"));
    socket.on("error", ({ code }) => end(code));
  });
}

/** The same by UDP, where only an answer says that something arrived. */
function ask({ host, port }) {
  return new Promise((resolve) => {
    const socket = dgram.createSocket("udp4");
    const end = (result) => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => end("ETIMEDOUT"), PATIENCE);
    socket.on("error", ({ code }) => end(code));
    socket.on("message", () => end("connected"));
    socket.connect(port, host, () => socket.send("?"));
  });
}

const actions = {
  listen(...ports) {
    for (const port of ports.map(Number)) {
      net
        .createServer((socket) => {
          socket.on("error", () => socket.destroy());
          socket.pipe(socket);
        })
        .listen({ host: "0.0.0.0", port });
      const socket = dgram.createSocket("udp4");
      // Nobody waits for an answer that cannot be sent.
      socket.on("error", () => undefined);
      socket.on("message", (message, { port: from, address }) => socket.send(message, from, address));
      socket.bind(port, "0.0.0.0");
    }
  },
  async connect(targets) {
    const results = await Promise.all(
      JSON.parse(targets).map((target) => (target.protocol === "udp" ? ask(target) : connect(target, target))),
    );
    process.stdout.write(JSON.stringify(results));
  },
  // Less patience than the second after which the kernel sends again: each result is that of one packet.
  async poll(host, port, pause, patience = "900") {
    for (;;) {
      const began = Date.now();
      const result = await connect({ host, port: Number(port) }, { patience: Number(patience), asks: true });
      process.stdout.write(`${JSON.stringify({ at: began, result })}\n`);
      await sleep(Number(pause));
    }
  },
  talk(host, port) {
    const socket = net.connect({ host, port });
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
