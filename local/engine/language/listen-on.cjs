// Loaded first into a process that takes over a port (see reception.ts): its first server that asks for any free port gets that one.
"use strict";
const { Server } = require("node:net");

const port = Number(process.env.PLATFORM_LISTEN_ON);
delete process.env.PLATFORM_LISTEN_ON;
const { listen } = Server.prototype;

Server.prototype.listen = function listenOn(options, ...rest) {
  if (options?.port !== 0) return listen.call(this, options, ...rest);
  Server.prototype.listen = listen;
  return listen.call(this, { ...options, port, reusePort: true }, ...rest);
};
