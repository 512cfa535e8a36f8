import type { KubernetesObject } from "../../types";
import { Rank, type Finding, type Lookup } from "../rule";
import { conditionOf, describe, shaped } from "../shapes";

/** How long, in seconds, a namespace may be held by an API that nothing serves: what serves it may just be starting again. */
const NOTHING_SERVES_FOR = 30;

/** The same where something stands behind the API, so that it may only be slow: on a busy machine an answer can take minutes. */
const SLOW_FOR = 120;

interface ApiService extends KubernetesObject {
  spec?: { service?: { namespace?: string; name?: string } };
}

interface EndpointSlice extends KubernetesObject {
  endpoints?: unknown[] | null;
}

/** The registered APIs that do not answer now. */
async function deadApis({ client, signal }: Lookup): Promise<ApiService[]> {
  const services = await client.list({ apiVersion: "apiregistration.k8s.io/v1", kind: "APIService" }, {}, signal);
  return services.map(shaped<ApiService>).filter((service) => conditionOf(service, "Available")?.status === "False");
}

/** Whether a Service has endpoints, ready or not. */
async function isServed({ spec }: ApiService, { client, signal }: Lookup): Promise<boolean> {
  const options = {
    namespace: spec?.service?.namespace,
    labelSelector: `kubernetes.io/service-name=${spec?.service?.name ?? ""}`,
  };
  const slices = await client.list({ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" }, options, signal);
  return slices.map(shaped<EndpointSlice>).some(({ endpoints }) => (endpoints ?? []).length > 0);
}

async function explain(lookup: Lookup): Promise<string[]> {
  return (await deadApis(lookup)).map((service) => {
    const available = conditionOf(service, "Available");
    return `${describe(service)} is not available: ${available?.message ?? available?.reason ?? "no reason given"}`;
  });
}

/**
 * What an API that does not answer means to the namespace whose deletion it holds. The namespace's word for it may be old, as the next
 * try of its controller can be a minute away; so the APIs themselves are asked before anything is certain.
 *
 * @param message what the namespace says of it
 */
export function deadApiFindings(message: string): Finding[] {
  const finding = {
    problem: `an API that does not answer holds the namespace: ${message}`,
    rank: Rank.admission,
    remedy: "Start what serves the API again, or delete its APIService; the deletion then goes on by itself.",
    explain,
  };
  return [
    {
      ...finding,
      key: "an API that nothing serves",
      certainAfter: NOTHING_SERVES_FOR,
      verify: async (lookup) => {
        const served = await Promise.all((await deadApis(lookup)).map((service) => isServed(service, lookup)));
        return served.includes(false);
      },
    },
    {
      ...finding,
      key: "an API that does not answer",
      certainAfter: SLOW_FOR,
      verify: async (lookup) => (await deadApis(lookup)).length > 0,
    },
  ];
}
