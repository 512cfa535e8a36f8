import type { StepMetadata } from "../engine-events";
import { valueAt } from "./properties";

/** Label of a workload's pods. */
const NAME_LABEL = "app.kubernetes.io/name";

const NETWORK_POLICY = /^kubernetes:networking\.k8s\.io\/v1:NetworkPolicy$/;
const WORKLOAD = /^kubernetes:(apps\/v1:(Deployment|StatefulSet|DaemonSet)|batch\/v1:(CronJob|Job))$/;
/** What holds what services use, and how it is named. */
const STORES: Readonly<Record<string, string>> = {
  "kubernetes:core/v1:PersistentVolumeClaim": "volume",
  "kubernetes:core/v1:Secret": "Secret",
};
const INGRESS = /^kubernetes:networking\.k8s\.io\/v1:Ingress$/;

/** A service as its network policy and its pods tell it. */
export interface ServiceNode {
  /** Services that it calls. */
  readonly calls: Set<string>;
  /** Addresses and hosts that it reaches, or is reached by. */
  readonly hosts: Set<string>;
  /** Volumes and Secrets that its pods use. */
  readonly stores: Set<string>;
}

/**
 * Who calls whom: read from the network policies, which are made of what each service says that it needs, before and after the change.
 * A connection that goes away reaches as far as one that comes.
 */
export class Topology {
  readonly services = new Map<string, ServiceNode>();
  /** Service by the URN of what belongs to it: its workload and its network policy. */
  readonly byUrn = new Map<string, string>();
  /** Volume or Secret, as services name it, by the URN of the object. */
  readonly storesByUrn = new Map<string, string>();

  /** Takes a resource, changed or not. */
  add({ type, urn, old, new: now }: StepMetadata): void {
    for (const state of [old, now]) {
      const inputs = state?.inputs;
      if (!inputs) continue;
      if (NETWORK_POLICY.test(type)) this.#policy(urn, inputs);
      else if (WORKLOAD.test(type)) this.#workload(urn, inputs);
      else if (INGRESS.test(type)) this.#ingress(inputs);
      else if (STORES[type]) {
        const name = valueAt(inputs, ["metadata", "name"]);
        if (typeof name === "string") this.storesByUrn.set(urn, `${STORES[type]} ${name}`);
      }
    }
  }

  #service(name: string): ServiceNode {
    const known = this.services.get(name);
    if (known) return known;
    const made = { calls: new Set<string>(), hosts: new Set<string>(), stores: new Set<string>() };
    this.services.set(name, made);
    return made;
  }

  #policy(urn: string, inputs: unknown): void {
    const name = valueAt(inputs, ["spec", "podSelector", "matchLabels", NAME_LABEL]);
    if (typeof name !== "string") return;
    this.byUrn.set(urn, name);
    const node = this.#service(name);
    for (const peer of listAt(inputs, ["spec", "egress"]).flatMap((rule) => listAt(rule, ["to"]))) {
      const called = valueAt(peer, ["podSelector", "matchLabels", NAME_LABEL]);
      if (typeof called === "string") node.calls.add(called);
      const cidr = valueAt(peer, ["ipBlock", "cidr"]);
      if (typeof cidr === "string") node.hosts.add(cidr === "0.0.0.0/0" || cidr === "::/0" ? "the internet" : cidr);
    }
  }

  #workload(urn: string, inputs: unknown): void {
    const template =
      valueAt(inputs, ["spec", "jobTemplate", "spec", "template"]) ?? valueAt(inputs, ["spec", "template"]);
    const name = valueAt(template, ["metadata", "labels", NAME_LABEL]) ?? valueAt(inputs, ["metadata", "name"]);
    if (typeof name !== "string") return;
    this.byUrn.set(urn, name);
    const node = this.#service(name);
    for (const volume of listAt(template, ["spec", "volumes"])) {
      const claim = valueAt(volume, ["persistentVolumeClaim", "claimName"]);
      const secret = valueAt(volume, ["secret", "secretName"]);
      if (typeof claim === "string") node.stores.add(`volume ${claim}`);
      if (typeof secret === "string") node.stores.add(`Secret ${secret}`);
    }
  }

  #ingress(inputs: unknown): void {
    for (const rule of listAt(inputs, ["spec", "rules"])) {
      const host = valueAt(rule, ["host"]);
      for (const path of listAt(rule, ["http", "paths"])) {
        const service = valueAt(path, ["backend", "service", "name"]);
        if (typeof host === "string" && typeof service === "string") this.#service(service).hosts.add(host);
      }
    }
  }
}

function listAt(value: unknown, path: readonly (string | number)[]): unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}
