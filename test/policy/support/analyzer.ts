import { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun, makeRemediateRpcFun } from "@pulumi/policy/server";
import type { Policies } from "@pulumi/policy";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine sends about a resource. */
export interface Sent {
  type: string;
  name?: string;
  properties: Record<string, unknown>;
  dependencies?: Record<string, string[]>;
}

/** What a pack answers. */
export interface Diagnostic {
  policyName: string;
  message: string;
  urn: string;
  enforcementLevel: "advisory" | "mandatory" | "disabled" | "remediate";
}

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"] as const;

export const urnOf = ({ type, name = "web" }: Sent): string => `urn:pulumi:test::platform::${type}::${name}`;

/** The engine's question about one resource. */
export function requestAbout(sent: Sent): proto.AnalyzeRequest {
  const request = new proto.AnalyzeRequest();
  fill(request, sent);
  return request;
}

/** Asks policies about one resource, as the engine does before it is created. */
export async function analyze(policies: Policies, sent: Sent): Promise<Diagnostic[]> {
  const answer = await call(makeAnalyzeRpcFun("test", "1.0.0", "mandatory", policies), requestAbout(sent));
  return diagnostics(answer as proto.AnalyzeResponse);
}

/** Asks policies about all resources of a stack. */
export async function analyzeStack(policies: Policies, all: readonly Sent[]): Promise<Diagnostic[]> {
  const request = new proto.AnalyzeStackRequest();
  request.setResourcesList(
    all.map((sent) => {
      const resource = new proto.AnalyzerResource();
      fill(resource, sent);
      for (const [property, urns] of Object.entries(sent.dependencies ?? {})) {
        const dependencies = new proto.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urns);
        resource.getPropertydependenciesMap().set(property, dependencies);
      }
      return resource;
    }),
  );
  const answer = await call(makeAnalyzeStackRpcFun("test", "1.0.0", "mandatory", policies), request);
  return diagnostics(answer as proto.AnalyzeResponse);
}

/** Lets policies fix a resource. Returns its properties as they go back over the wire; undefined when nothing was changed. */
export async function remediate(policies: Policies, sent: Sent): Promise<Record<string, unknown> | undefined> {
  const answer = await call(makeRemediateRpcFun("test", "1.0.0", "mandatory", policies), requestAbout(sent));
  return (answer as proto.RemediateResponse).getRemediationsList().at(-1)?.getProperties()?.toJavaScript();
}

function fill(message: proto.AnalyzeRequest | proto.AnalyzerResource, sent: Sent): void {
  message.setType(sent.type);
  message.setName(sent.name ?? "web");
  message.setUrn(urnOf(sent));
  message.setProperties(Struct.fromJavaScript(sent.properties as Record<string, JavaScriptValue>));
  message.setOptions(new proto.AnalyzerResourceOptions());
}

function call(method: Handler, request: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    method({ request }, (error: unknown, answer: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve(answer);
    });
  });
}

type Handler = (call: { request: unknown }, callback: (error: unknown, answer: unknown) => void) => unknown;

function diagnostics(answer: proto.AnalyzeResponse): Diagnostic[] {
  return answer.getDiagnosticsList().map((one) => ({
    policyName: one.getPolicyname(),
    message: one.getMessage(),
    urn: one.getUrn(),
    enforcementLevel: LEVELS[one.getEnforcementlevel()] ?? "mandatory",
  }));
}
