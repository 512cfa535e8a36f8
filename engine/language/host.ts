import * as path from "node:path";
import { status, type ServerWritableStream } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import type { Children } from "./children";
import { type Ending } from "./children";
import { asStatus, unary, unimplemented } from "./errors";
import { installCommand, managerVersion, packageManagerOf } from "./install";
import { optionEnvironment, parseRuntimeOptions, type RuntimeOptions } from "./options";
import { incompatibleSdks, installedPackages, requiredPlugins, type Parameterization } from "./packages";
import { prepareDebugging } from "./debug";
import { servePolicyPack, type StartPack } from "./policy";
import {
  compileCache,
  engineArguments,
  locateLauncher,
  programArguments,
  programEnvironment,
  reportedExitCode,
} from "./run";

/** Where the pieces of output that are nobody's answer go: the engine shows them as the run's information. */
export type Output = (stream: "stdout" | "stderr", chunk: Buffer | string) => void | Promise<void>;

/**
 * The language host: what the engine asks of the Node.js runtime. It starts programs, plugins and policy packs with the
 * `@pulumi/pulumi` of their own `node_modules`, in the Node.js that runs the host itself, so that no other version on
 * PATH is picked up.
 */
export class LanguageHost {
  private cancelled = false;

  /**
   * @param engineAddress host:port of the engine; empty until the engine shakes hands, when it attaches to a running host
   * @param version of the host, as `pulumi about` shows it
   * @param children all processes that the host starts
   * @param output for what programs print
   */
  constructor(
    private engineAddress: string,
    private readonly version: string,
    private readonly children: Children,
    private readonly output: Output,
  ) {}

  /** The RPCs, as gRPC serves them. */
  get service(): ILanguageRuntimeServer {
    const withoutSchema =
      "It needs the schema tools of the official host: install Pulumi from https://www.pulumi.com/docs/install/.";
    return {
      handshake: unary((call) => {
        this.engineAddress = call.request.getEngineAddress();
        return new language.LanguageHandshakeResponse();
      }),
      getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(this.version)),
      getRequiredPackages: unary((call) => this.requiredPackages(call.request.getInfo()!)),
      getProgramDependencies: unary((call) => programDependencies(call.request)),
      run: unary((call) => this.run(call.request, (stop) => call.on("cancelled", stop))),
      runPlugin: (call) => void this.runPlugin(call),
      installDependencies: (call) => void this.installDependencies(call),
      about: unary((call) => this.about(call.request.getInfo()!)),
      // No further questions when a project is made from a template: npm is the default, `packagemanager` changes it.
      runtimeOptionsPrompts: unary(() => new language.RuntimeOptionsResponse()),
      template: unary(() => new language.TemplateResponse()),
      cancel: unary(async () => {
        this.cancelled = true;
        await this.children.stopAll("SIGINT");
        return new Empty();
      }),
      // The engine asks for GetRequiredPackages first and needs the older question only where that is not offered.
      getRequiredPlugins: unimplemented("GetRequiredPlugins", "Ask for GetRequiredPackages."),
      generateProgram: unary((call) => programText(call.request)),
      generateProject: unimplemented("Converting a project (pulumi convert)", withoutSchema),
      generatePackage: unimplemented("Generating an SDK (pulumi package gen-sdk, pulumi package add)", withoutSchema),
      pack: unimplemented("Packing an SDK", "Run npm pack in the SDK's directory."),
      link: unimplemented("Linking a local SDK", "Run npm install with the SDK's directory."),
    };
  }

  private requiredPackages(info: language.ProgramInfo): language.GetRequiredPackagesResponse {
    const packages = installedPackages(info.getProgramDirectory(), true);
    const warning = incompatibleSdks(packages);
    if (warning) void this.output("stderr", `${warning}\n`);
    return new language.GetRequiredPackagesResponse().setPackagesList(
      requiredPlugins(packages).map((required) =>
        new plugin.PackageDependency()
          .setKind("resource")
          .setName(required.name)
          .setVersion(required.version)
          .setServer(required.server ?? "")
          .setParameterization(parameterization(required.parameterization))
          .setExtension$(parameterization(required.extension)),
      ),
    );
  }

  private async run(request: language.RunRequest, onHangUp: (stop: () => void) => void): Promise<language.RunResponse> {
    if (!this.engineAddress) {
      throw new Error(
        "the engine has neither passed its address nor shaken hands: start the host with the address as argument",
      );
    }
    const info = request.getInfo()!;
    const options = runtimeOptions(info);
    const launcher = locateLauncher("run", info.getProgramDirectory());
    const debugging = request.getAttachDebugger() ? await prepareDebugging() : undefined;
    const child = await this.children.start(
      {
        executable: process.execPath,
        arguments: [
          ...(debugging?.arguments ?? []),
          ...programArguments(request, options, launcher, this.engineAddress),
        ],
        // Node.js looks here for what its arguments import, such as tsx.
        directory: info.getProgramDirectory(),
        environment: programEnvironment(request, options),
      },
      this.output,
    );
    onHangUp(() => child.stop("SIGINT"));
    await debugging?.announce(this.engineAddress, child.processId, "Pulumi: Program (nodejs)");
    return this.runResponse(await child.ended);
  }

  private runResponse(ending: Ending): language.RunResponse {
    const response = new language.RunResponse();
    // A program stopped on the user's wish has nothing to report.
    if (ending.code === reportedExitCode || (this.cancelled && ending.signal)) return response.setBail(true);
    if (ending.code === 0) return response;
    return response.setError(`The program ${describe(ending)}.`);
  }

  private async runPlugin(
    call: ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>,
  ): Promise<void> {
    const send = sender(call);
    const emit: Output = (stream, chunk) => {
      const response = new language.RunPluginResponse();
      const bytes = Buffer.from(chunk);
      return send(stream === "stdout" ? response.setStdout(bytes) : response.setStderr(bytes));
    };
    try {
      const ending = await this.startPlugin(call, emit);
      await send(new language.RunPluginResponse().setExitcode(ending.code));
      call.end();
    } catch (error) {
      call.emit("error", asStatus(error));
    }
  }

  private async startPlugin(
    call: ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>,
    emit: Output,
  ): Promise<Ending> {
    const request = call.request;
    const info = request.getInfo()!;
    const options = runtimeOptions(info);
    const programDirectory = info.getProgramDirectory();
    const isPolicyPack = request.getKind() === "analyzer";
    const launcher = locateLauncher(isPolicyPack ? "run-policy-pack" : "run-plugin", programDirectory);
    const debugging = request.getAttachDebugger() ? await prepareDebugging() : undefined;
    const start: StartPack = async (output, environment) => {
      const child = await this.children.start(
        {
          executable: process.execPath,
          arguments: [
            ...(debugging?.arguments ?? []),
            ...engineArguments,
            ...options.nodeArguments,
            launcher,
            // A policy pack gets the engine's address before its directory, every other plugin after it.
            ...(isPolicyPack
              ? [...request.getArgsList(), programDirectory]
              : [programDirectory, ...request.getArgsList()]),
          ],
          directory: isPolicyPack ? programDirectory : request.getPwd(),
          environment: {
            ...environmentOf(request.getEnvList()),
            ...compileCache(process.env),
            ...optionEnvironment(options),
            ...environment,
          },
        },
        output,
      );
      call.on("cancelled", () => child.stop("SIGTERM"));
      if (call.cancelled) child.stop("SIGTERM");
      await debugging?.announce(this.engineAddress, child.processId, `Pulumi: Plugin (${request.getName()})`);
      return child.ended;
    };
    return isPolicyPack ? servePolicyPack(call, emit, start) : start(emit, {});
  }

  private async installDependencies(
    call: ServerWritableStream<language.InstallDependenciesRequest, language.InstallDependenciesResponse>,
  ): Promise<void> {
    const send = sender(call);
    const emit: Output = (stream, chunk) => {
      const response = new language.InstallDependenciesResponse();
      const bytes = Buffer.from(chunk);
      return send(stream === "stdout" ? response.setStdout(bytes) : response.setStderr(bytes));
    };
    try {
      const info = call.request.getInfo()!;
      const directory = info.getProgramDirectory();
      const command = installCommand(directory, runtimeOptions(info).packageManager);
      const shown = [path.basename(command.executable), ...command.arguments].join(" ");
      await emit("stdout", `Installing dependencies: ${shown}\n\n`);
      const child = await this.children.start({ ...command, directory, environment: process.env }, emit);
      call.on("cancelled", () => child.stop("SIGTERM"));
      const ending = await child.ended;
      if (ending.code !== 0) {
        throw new Error(`"${shown}" in ${directory} ${describe(ending)}; its messages are above`);
      }
      await emit("stdout", "Finished installing dependencies\n\n");
      call.end();
    } catch (error) {
      call.emit("error", asStatus(error));
    }
  }

  private async about(info: language.ProgramInfo): Promise<language.AboutResponse> {
    const manager = packageManagerOf(info.getProgramDirectory(), runtimeOptions(info).packageManager);
    const response = new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version);
    response.getMetadataMap().set("packagemanager", manager);
    const version = await managerVersion(manager);
    if (version) response.getMetadataMap().set("packagemanagerVersion", version);
    return response;
  }
}

function programDependencies(request: language.GetProgramDependenciesRequest): language.GetProgramDependenciesResponse {
  const packages = installedPackages(request.getInfo()!.getProgramDirectory(), request.getTransitivedependencies());
  return new language.GetProgramDependenciesResponse().setDependenciesList(
    packages.map((dependency) => new language.DependencyInfo().setName(dependency.name).setVersion(dependency.version)),
  );
}

/**
 * The code that `pulumi import` prints after it has imported. Turning the engine's description into TypeScript needs the schema tools of
 * the official host; failing would make an import that succeeded look failed, so the description itself is given.
 */
function programText(request: language.GenerateProgramRequest): language.GenerateProgramResponse {
  const response = new language.GenerateProgramResponse();
  for (const [name, text] of request.getSourceMap().toObject(false)) {
    const lines = text.trimEnd().split("\n");
    const comment = ["What was imported, to be written in TypeScript:", ...lines];
    response
      .getSourceMap()
      .set(name.replace(/\.pp$/, ".ts"), Buffer.from(`${comment.map((l) => `// ${l}`).join("\n")}\n`));
  }
  return response;
}

function runtimeOptions(info: language.ProgramInfo): RuntimeOptions {
  return parseRuntimeOptions(info.getOptions()?.toJavaScript() ?? {});
}

function parameterization(value: Parameterization | undefined): plugin.PackageParameterization | undefined {
  if (!value) return undefined;
  return new plugin.PackageParameterization().setName(value.name).setVersion(value.version).setValue(value.value);
}

/** The engine passes an environment as a list of KEY=value, of which the last of a name counts. */
function environmentOf(entries: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    entries.map((entry) => {
      const separator = entry.indexOf("=");
      return [entry.slice(0, separator), entry.slice(separator + 1)];
    }),
  );
}

function describe(ending: Ending): string {
  if (!ending.signal) return `ended with exit code ${ending.code}`;
  const hint = ending.signal === "SIGKILL" ? ": something killed it, perhaps because memory ran out" : "";
  return `was ended by signal ${ending.signal}${hint}`;
}

/** Writes to a stream of answers at the speed at which the engine reads them; gives up when the engine has hung up. */
function sender<Request, Response>(call: ServerWritableStream<Request, Response>): (r: Response) => Promise<void> {
  return async (response) => {
    if (call.cancelled) throw Object.assign(new Error("the engine hung up"), { code: status.CANCELLED });
    if (call.write(response)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        call.off("drain", done).off("cancelled", done);
        resolve();
      };
      call.once("drain", done).once("cancelled", done);
    });
  };
}
