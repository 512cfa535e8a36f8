import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import {
  Server,
  ServerCredentials,
  type MethodDefinition,
  type ServerUnaryCall,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { BinaryReader, BinaryWriter } from "google-protobuf";
import type { DockerDaemon } from "./client";

/** A user name and password, or an identity token, for one registry. */
export interface Credential {
  username?: string;
  password?: string;
  identityToken?: string;
}

/** The side channel by which a BuildKit build asks its client for credentials. */
export interface BuildSession {
  /** Goes with the build request. */
  id: string;
  close(): void;
}

const method = (name: string): MethodDefinition<string, Credential> => ({
  path: `/moby.filesync.v1.Auth/${name}`,
  requestStream: false,
  responseStream: false,
  requestSerialize: (host) => Buffer.from(host),
  requestDeserialize: readHost,
  responseSerialize: writeCredential,
  responseDeserialize: () => ({}),
});

const authService = { credentials: method("Credentials") };

/**
 * Opens a session: the connection is turned round, and the daemon calls this process over it. Only credentials are
 * offered; the build context is uploaded with the request.
 *
 * @param credentialFor finds the credential for a registry's host; undefined means anonymous
 */
export async function openSession(
  daemon: DockerDaemon,
  credentialFor: (host: string) => Promise<Credential | undefined>,
  signal?: AbortSignal,
): Promise<BuildSession> {
  const id = randomUUID();
  const socket = await daemon.upgrade(
    "/session",
    {
      "X-Docker-Expose-Session-Uuid": id,
      "X-Docker-Expose-Session-Name": "pulumi-docker",
      "X-Docker-Expose-Session-Grpc-Method": "/moby.filesync.v1.Auth/Credentials",
    },
    "h2c",
    signal,
  );
  const server = new Server();
  server.addService(authService, {
    credentials: (call: ServerUnaryCall<string, Credential>, respond: sendUnaryData<Credential>) => {
      credentialFor(call.request).then(
        (credential) => respond(null, credential ?? {}),
        (error: Error) => respond(error),
      );
    },
  });
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
  return { id, close: () => close(server, socket) };
}

function close(server: Server, socket: Duplex): void {
  server.forceShutdown();
  socket.destroy();
}

/** `CredentialsRequest { string Host = 1; }` */
function readHost(bytes: Buffer): string {
  const reader = new BinaryReader(new Uint8Array(bytes));
  let host = "";
  while (reader.nextField()) {
    if (reader.getFieldNumber() === 1) host = reader.readString();
    else reader.skipField();
  }
  return host;
}

/** `CredentialsResponse { string Username = 1; string Secret = 2; }`; a token has no user name. */
function writeCredential(credential: Credential): Buffer {
  const writer = new BinaryWriter();
  if (!credential.identityToken && credential.username) writer.writeString(1, credential.username);
  const secret = credential.identityToken ?? credential.password;
  if (secret) writer.writeString(2, secret);
  return Buffer.from(writer.getResultBuffer());
}
