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

/**
 * What to feed `iptables-restore --noflush` so that everything of the cluster leaves a table and everything of others stays.
 *
 * kube-proxy's and the kubelet's chains are named `KUBE-*`. The portmap CNI plugin's chains (`CNI-*`) are shared with other users
 * of that plugin: only those of our network go, and the shared ones only when nobody else's is left.
 *
 * @param saved the output of `iptables-save -t TABLE`
 * @returns the script, or undefined if nothing of the cluster is there
 */
export function removalScript(saved: string, table: string): string | undefined {
  const chains = [...saved.matchAll(/^:(\S+)/gm)].map((match) => match[1]!);
  const rules = saved.split("\n").filter((line) => line.startsWith("-A "));
  const targetOf = (rule: string): string => / -[jg] (\S+)/.exec(rule)?.[1] ?? "";
  const ofOurNetwork = rules.filter((rule) => rule.includes(`name: \\"${CNI_NETWORK}\\"`)).map(targetOf);
  const isPortMapping = (chain: string): boolean => chain.startsWith("CNI-DN-");
  const sharedPortMapping = chains.some((chain) => isPortMapping(chain) && !ofOurNetwork.includes(chain));
  const isOurs = (chain: string): boolean =>
    chain.startsWith("KUBE-") ||
    CHAINS.some(({ name }) => name === chain) ||
    (isPortMapping(chain) && ofOurNetwork.includes(chain)) ||
    (chain.startsWith("CNI-HOSTPORT-") && !sharedPortMapping);
  const going = chains.filter(isOurs);
  if (going.length === 0) return undefined;
  const jumps = rules.filter((rule) => !isOurs(rule.split(" ")[1]!) && isOurs(targetOf(rule)));
  return (
    [
      `*${table}`,
      // Naming a chain empties it, after which nothing refers to another one and all can be deleted.
      ...going.map((chain) => `:${chain} - [0:0]`),
      ...jumps.map((rule) => rule.replace(/^-A/, "-D")),
      ...going.map((chain) => `-X ${chain}`),
      "COMMIT",
    ].join("\n") + "\n"
  );
}
