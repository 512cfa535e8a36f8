import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { decodeProperties, encodeProperties } from "./codec";
import type { CheckRequest, CheckResult, DiffRequest, DiffResult, ResourceRequest } from "./provider";

/** The parts that every request about a resource has. */
export interface ResourceMessage {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

/** Name and type come in their own fields; older engines leave those empty and give only the URN. */
export function resourceRequest(message: ResourceMessage): ResourceRequest {
  const urn = message.getUrn();
  const parts = urn.split("::");
  return {
    urn,
    name: message.getName() || parts.slice(3).join("::"),
    type: message.getType() || (parts[2] ?? "").split("$").at(-1)!,
  };
}

const AUTONAMING_MODES = ["propose", "enforce", "disable"] as const;

export function checkRequest(message: proto.CheckRequest): CheckRequest {
  const autonaming = message.getAutonaming();
  return {
    ...resourceRequest(message),
    oldInputs: decodeProperties(message.getOlds()),
    newInputs: decodeProperties(message.getNews()),
    randomSeed: message.getRandomseed_asU8(),
    autonaming: autonaming && {
      mode: AUTONAMING_MODES[autonaming.getMode()] ?? "propose",
      proposedName: autonaming.getProposedName(),
    },
  };
}

export function diffRequest(message: proto.DiffRequest | proto.UpdateRequest): DiffRequest {
  return {
    ...resourceRequest(message),
    id: message.getId(),
    oldInputs: decodeProperties(message.getOldInputs()),
    oldOutputs: decodeProperties(message.getOlds()),
    newInputs: decodeProperties(message.getNews()),
    ignoreChanges: message.getIgnorechangesList(),
  };
}

export function checkResponse(result: CheckResult): proto.CheckResponse {
  return new proto.CheckResponse()
    .setInputs(encodeProperties(result.inputs))
    .setFailuresList((result.failures ?? []).map(checkFailure));
}

export function checkFailure(failure: { property?: string; reason: string }): proto.CheckFailure {
  return new proto.CheckFailure().setProperty(failure.property ?? "").setReason(failure.reason);
}

const KINDS = {
  add: proto.PropertyDiff.Kind.ADD,
  "add-replace": proto.PropertyDiff.Kind.ADD_REPLACE,
  delete: proto.PropertyDiff.Kind.DELETE,
  "delete-replace": proto.PropertyDiff.Kind.DELETE_REPLACE,
  update: proto.PropertyDiff.Kind.UPDATE,
  "update-replace": proto.PropertyDiff.Kind.UPDATE_REPLACE,
} as const;

export function diffResponse(result: DiffResult): proto.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(result.changes ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(result.replaces ?? [])
    .setStablesList(result.stables ?? [])
    .setDiffsList(result.changed ?? [])
    .setDeletebeforereplace(result.deleteBeforeReplace ?? false)
    .setHasdetaileddiff(result.detailed !== undefined);
  for (const [path, { kind, input }] of Object.entries(result.detailed ?? {})) {
    response.getDetaileddiffMap().set(path, new proto.PropertyDiff().setKind(KINDS[kind]).setInputdiff(input ?? true));
  }
  return response;
}
