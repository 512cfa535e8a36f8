import { BlockList, isIPv4, isIPv6 } from "node:net";
import { BRIDGE_NAME, CNI_NETWORK } from "./layout";
import type { ClusterNetwork } from "./network";

/** Our iptables chains, each with the built-in chain that jumps to it first. */
export const CHAINS = [
  { table: "filter", builtin: "INPUT", name: "PLATFORM-INPUT" },
  { table: "filter", builtin: "OUTPUT", name: "PLATFORM-OUTPUT" },
  { table: "filter", builtin: "FORWARD", name: "PLATFORM-FORWARD" },
  { table: "nat", builtin: "POSTROUTING", name: "PLATFORM-POSTROUTING" },
] as const;

/** The rules of each of our chains. */
export function chainRules(network: ClusterNetwork): Record<(typeof CHAINS)[number]["name"], string[][]> {
  const unanswered = ["-d", network.serviceCidr, "-j", "REJECT"];
  return {
    "PLATFORM-INPUT": [
      ["-i", "lo", "-j", "RETURN"],
      ["-i", BRIDGE_NAME, "-j", "ACCEPT"],
      ["-d", network.podCidr, "-j", "DROP"],
      ["-d", network.serviceCidr, "-j", "DROP"],
    ],
    // By here kube-proxy has given packets to a Service the address of a pod. One that has not got one must not leave the machine
    // by the default route, where anything might answer it.
    "PLATFORM-OUTPUT": [unanswered],
    "PLATFORM-FORWARD": [
      unanswered,
      ["-i", BRIDGE_NAME, "-j", "ACCEPT"],
      ["-o", BRIDGE_NAME, "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"],
      ["-o", BRIDGE_NAME, "-j", "DROP"],
    ],
    "PLATFORM-POSTROUTING": [["-s", network.podCidr, "!", "-o", BRIDGE_NAME, "-j", "MASQUERADE"]],
  };
}

/** A table of the packet filter as `iptables-save` prints it. */
export interface SavedTable {
  /** IPv4 or IPv6: what follows `ip` in the names of the programs. */
  family: "" | "6";
  table: string;
  saved: string;
}

/**
 * Which chains are this cluster's. kube-proxy, the kubelet and the portmap plugin name their chains alike in every cluster, so a name
 * does not say whose a chain is.
 */
export interface ChainOwners {
  /** Networks of this cluster, in CIDR notation. */
  networks: readonly string[];
  /** Whether a chain that Kubernetes' components share by name is also somebody else's. */
  isShared(chain: string): boolean;
}

interface Rule {
  text: string;
  chain: string;
  target: string;
}

/** Chains of one Service or endpoint each; the others with a `KUBE-` name are those that lead to them, and marks. */
const PER_SERVICE = /^KUBE-(SVC|SVL|SEP|EXT|FW)-/;

const isKubernetes = (chain: string): boolean => chain.startsWith("KUBE-");
const isPortMapping = (chain: string): boolean => chain.startsWith("CNI-DN-");
const isSharedPortMapping = (chain: string): boolean => chain.startsWith("CNI-HOSTPORT-");
const isPlatform = (chain: string): boolean => CHAINS.some(({ name }) => name === chain);

/** The chains of a table. */
export function chainsOf(saved: string): string[] {
  return [...saved.matchAll(/^:(\S+)/gm)].map((match) => match[1]!);
}

/** The chains of a table whose names other clusters and container runtimes give to chains of theirs. */
export function sharedNamesOf(saved: string): string[] {
  return chainsOf(saved).filter((chain) => isKubernetes(chain) || isSharedPortMapping(chain));
}

function rulesOf(saved: string): Rule[] {
  return saved
    .split("\n")
    .filter((line) => line.startsWith("-A "))
    .map((text) => ({ text, chain: text.split(" ")[1]!, target: / -[jg] (\S+)/.exec(text)?.[1] ?? "" }));
}

/** The addresses that a rule compares or writes, without lengths of prefixes and ports. */
function addressesOf(rule: Rule): string[] {
  return [...rule.text.matchAll(/ (?:-s|-d|--to-destination|--to-source) (\S+)/g)].map(([, value = ""]) => {
    const [address = ""] = value.split("/");
    const bracketed = /^\[(.*)\]/.exec(address)?.[1];
    return bracketed ?? (address.includes(".") ? address.split(":")[0]! : address);
  });
}

function blockListOf(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", length] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    list.addSubnet(address, Number(length ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return (address) => (isIPv4(address) ? list.check(address) : isIPv6(address) && list.check(address, "ipv6"));
}

/** The networks that the rules of our own chains name: those of the cluster that made them. */
export function ownNetworks(tables: readonly SavedTable[]): string[] {
  const rules = tables.flatMap(({ saved }) => rulesOf(saved)).filter(({ chain }) => isPlatform(chain));
  return [...new Set(rules.flatMap(({ text }) => [...text.matchAll(/ -[sd] (\S+)/g)].map((match) => match[1]!)))];
}

/**
 * The cluster addresses of Services that are not in this cluster's networks: kube-proxy of another cluster wrote rules for them.
 *
 * @param networks the networks of this cluster
 */
export function foreignServices(tables: readonly SavedTable[], networks: readonly string[]): string[] {
  const isOwn = blockListOf(networks);
  const found = tables
    .flatMap(({ saved }) => rulesOf(saved))
    .filter((rule) => isForeignService(rule, isOwn))
    .flatMap(addressesOf);
  return [...new Set(found)];
}

/** Only rules for a Service's cluster address: its other addresses may be of any network. */
function isForeignService(rule: Rule, isOwn: (address: string) => boolean): boolean {
  if (rule.chain !== "KUBE-SERVICES" || !/ (cluster IP|has no endpoints)"/.test(rule.text)) return false;
  return !addressesOf(rule).some(isOwn);
}

/**
 * What to feed `iptables-restore --noflush` so that everything of this cluster leaves a table and everything of others stays.
 *
 * Chains with our own names go. Of those that Kubernetes' components share by name, one that is not `isShared` goes; in one that is,
 * and in the chains of single Services, what names an address of this cluster is this cluster's. The portmap plugin writes the name of
 * the pod network beside each mapping.
 *
 * @param saved the output of `iptables-save -t TABLE`
 * @returns the script, or undefined if nothing of the cluster is there
 */
export function removalScript(saved: string, table: string, owners: ChainOwners): string | undefined {
  const rules = rulesOf(saved);
  const going = goingChains(chainsOf(saved), rules, owners);
  const isOwn = blockListOf(owners.networks);
  const staying = rules.filter(({ chain }) => !going.has(chain));
  const deleted = staying.filter(
    (rule) => going.has(rule.target) || (isKubernetes(rule.chain) && addressesOf(rule).some(isOwn)),
  );
  if (going.size === 0 && deleted.length === 0) return undefined;
  return (
    [
      `*${table}`,
      // Naming a chain empties it, after which nothing refers to another one and all can be deleted.
      ...[...going].map((chain) => `:${chain} - [0:0]`),
      ...deleted.map(({ text }) => text.replace(/^-A/, "-D")),
      ...[...going].map((chain) => `-X ${chain}`),
      "COMMIT",
    ].join("\n") + "\n"
  );
}

function goingChains(chains: string[], rules: Rule[], owners: ChainOwners): Set<string> {
  const isOwn = blockListOf(owners.networks);
  const inChain = (chain: string): Rule[] => rules.filter((rule) => rule.chain === chain);
  const mappings = rules.filter(({ text }) => text.includes(`name: \\"${CNI_NETWORK}\\"`)).map(({ target }) => target);
  const othersMap = chains.some((chain) => isPortMapping(chain) && !mappings.includes(chain));
  const ofForeign = new Set(rules.filter((rule) => isForeignService(rule, isOwn)).map(({ target }) => target));
  const isGoing = (chain: string): boolean => {
    if (isPlatform(chain)) return true;
    if (isPortMapping(chain)) return mappings.includes(chain);
    if (isSharedPortMapping(chain)) return !othersMap && !owners.isShared(chain);
    if (!isKubernetes(chain)) return false;
    if (!owners.isShared(chain)) return true;
    return (
      PER_SERVICE.test(chain) && !ofForeign.has(chain) && inChain(chain).some((rule) => addressesOf(rule).some(isOwn))
    );
  };
  const going = new Set(chains.filter(isGoing));
  // What only leads to a Service of ours, or only it leads to, is ours whatever addresses it names.
  const candidates = chains.filter((chain) => PER_SERVICE.test(chain) && !ofForeign.has(chain));
  for (let before = -1; before !== going.size;) {
    before = going.size;
    for (const chain of candidates) {
      const users = rules.filter(({ target }) => target === chain);
      const isUsedByUs = users.length > 0 && users.every((rule) => going.has(rule.chain));
      const leadsToUs = inChain(chain).some(({ target }) => PER_SERVICE.test(target) && going.has(target));
      if (isUsedByUs || leadsToUs) going.add(chain);
    }
  }
  return going;
}
