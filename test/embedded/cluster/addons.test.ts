import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { allowDns } from "../../../components/network/policies";
import { addonObjects } from "../../../embedded/cluster/addons";
import type { ClusterLayout } from "../../../embedded/cluster/layout";
import type { ClusterNetwork } from "../../../embedded/cluster/network";
import { authorityName, keyPairFiles } from "../../../embedded/cluster/pki";

type Labels = Record<string, string>;

interface Workload {
  kind: string;
  metadata: { name: string; namespace: string };
  spec: {
    selector: { matchLabels: Labels };
    template: {
      metadata: { labels: Labels };
      spec: { containers: { ports: { name: string; containerPort: number; protocol: string }[] }[] };
    };
  };
}

interface DnsService {
  kind: string;
  metadata: { name: string; namespace: string };
  spec: { selector: Labels; ports: { port: number; targetPort: string; protocol: string }[] };
}

interface Rule {
  to: { namespaceSelector?: { matchLabels: Labels }; podSelector?: { matchLabels: Labels } }[];
  ports: { protocol: string; port: number }[];
}

const has = (labels: Labels, wanted: Labels = {}): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

describe("the embedded cluster's DNS", () => {
  let folder: string;
  let objects: (Workload | DnsService)[];

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "platform-addons-"));
    const pki = folder;
    for (const files of [keyPairFiles(pki, "metrics-server"), keyPairFiles(pki, authorityName("cluster"))]) {
      for (const file of [files.certificate, files.key]) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, "");
      }
    }
    objects = addonObjects(
      { pki } as ClusterLayout,
      { dnsServiceAddress: "10.0.0.10" } as ClusterNetwork,
      {
        coredns: "coredns",
        "metrics-server": "metrics-server",
      } as never,
    ) as (Workload | DnsService)[];
  });

  after(() => fs.rmSync(folder, { recursive: true }));

  const find = <Kind extends Workload | DnsService>(kind: string, name: string): Kind =>
    objects.find((one) => one.kind === kind && one.metadata.name === name) as Kind;

  it("is reached through the network policy of every namespace, at the port of its pod that each port of its Service leads to", () => {
    const service = find<DnsService>("Service", "kube-dns");
    const { metadata, spec } = find<Workload>("Deployment", "coredns");
    const { labels } = spec.template.metadata;
    expect(has(labels, service.spec.selector), "the Service selects the pods").to.equal(true);
    const containerPorts = spec.template.spec.containers.flatMap(({ ports }) => ports);
    const asked = service.spec.ports.filter(({ port }) => port === 53);
    expect(asked.map(({ protocol }) => protocol).toSorted()).to.deep.equal(["TCP", "UDP"]);
    const rules = allowDns().egress as unknown as Rule[];
    for (const { targetPort, protocol } of asked) {
      const port = containerPorts.find(({ name }) => name === targetPort)?.containerPort;
      const isAllowed = rules.some(
        (rule) =>
          rule.ports.some((one) => one.protocol === protocol && one.port === port) &&
          rule.to.some(
            (peer) =>
              peer.podSelector !== undefined &&
              has(labels, peer.podSelector.matchLabels) &&
              has({ "kubernetes.io/metadata.name": metadata.namespace }, peer.namespaceSelector?.matchLabels),
          ),
      );
      expect(isAllowed, `${protocol} ${port} of pods ${JSON.stringify(labels)}`).to.equal(true);
    }
  });

  it("keeps the labels by which its Deployment selects, as those cannot change", () => {
    const { spec } = find<Workload>("Deployment", "coredns");
    expect(spec.selector.matchLabels).to.deep.equal({ "app.kubernetes.io/name": "coredns" });
    expect(has(spec.template.metadata.labels, spec.selector.matchLabels)).to.equal(true);
  });
});
