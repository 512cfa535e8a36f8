import type { ClientReadableStream, ServiceError } from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { programInfo, type RunningHost } from "./support";

/** What a RunPlugin call has delivered so far. */
export class Delivery {
  stdout = "";
  stderr = "";
  exitCode?: number;
  readonly ended: Promise<ServiceError | undefined>;

  constructor(readonly call: ClientReadableStream<language.RunPluginResponse>) {
    call.on("data", (response: language.RunPluginResponse) => {
      const { OutputCase } = language.RunPluginResponse;
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
      if (response.getOutputCase() === OutputCase.STDOUT) this.stdout += text(response.getStdout_asU8());
      else if (response.getOutputCase() === OutputCase.STDERR) this.stderr += text(response.getStderr_asU8());
      else this.exitCode = response.getExitcode();
    });
    this.ended = new Promise((resolve) => {
      call.on("error", (error: ServiceError) => resolve(error)).on("end", () => resolve(undefined));
    });
  }
}

/** Has the host run a plugin. */
export function runWith(
  host: RunningHost,
  { directory, kind, args = [], env = [] }: { directory: string; kind: string; args?: string[]; env?: string[] },
): Delivery {
  return new Delivery(
    host.client.runPlugin(
      new language.RunPluginRequest()
        .setPwd(directory)
        .setKind(kind)
        .setArgsList(args)
        .setEnvList([`PATH=${process.env.PATH}`, ...env])
        .setInfo(programInfo(directory, { typescript: false })),
    ),
  );
}
