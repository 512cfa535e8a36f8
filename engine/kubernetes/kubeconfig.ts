import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import type * as Format from "../../formats/kubeconfig";
import type { ChosenContext, Cluster, Kubeconfig } from "../../formats/kubeconfig";
import { PluginError } from "../plugin";

/** Which cluster to talk to, as the provider's configuration says it. */
export interface ClusterSelection {
  /**
   * The text of a kubeconfig, or the path of one, or several as in `KUBECONFIG`. @default the files of `KUBECONFIG`, merged as
   * kubectl merges them, else `~/.kube/config`
   */
  kubeconfig?: string;
  /** @default the current context of the kubeconfig */
  context?: string;
  /** The name of a cluster in the kubeconfig, in place of the context's own. */
  cluster?: string;
}

/** A kubeconfig with one context chosen. */
export interface LoadedKubeconfig extends ChosenContext {
  /** The address of the API server as the kubeconfig has it. */
  server: string;
  /** Its URL. */
  url: URL;
  /** The certificates that may sign the server's, as PEM; undefined where those of the machine do. */
  authority?: Buffer;
}

/** Whether the text is a kubeconfig itself, not the path of one. A path has no line break and no brace or mapping. */
function isKubeconfigText(value: string): boolean {
  return /[\n{]/.test(value.trim()) || /^\s*\w[\w-]*:\s/.test(value);
}

/**
 * Loads a kubeconfig and chooses the context.
 *
 * @throws PluginError when the file is missing or malformed, when context, cluster or user do not exist in it, or when they cannot be
 *   used exactly as they are written.
 */
export async function loadKubeconfig({ kubeconfig, context, cluster }: ClusterSelection): Promise<LoadedKubeconfig> {
  // Loaded late: a plugin that only answers for its version and schema does not need it.
  const format = await import("../../formats/kubeconfig/index.js");
  try {
    const { config, source } = read(kubeconfig, format);
    const chosen = format.chooseContext(config, { context, cluster }, source);
    format.checkContext(chosen);
    const url = format.serverUrl(chosen.cluster);
    return {
      ...chosen,
      server: chosen.cluster.server,
      url,
      authority: url.protocol === "https:" ? authority(chosen.cluster) : undefined,
    };
  } catch (error) {
    if (!(error instanceof format.KubeconfigError)) throw error;
    throw new PluginError(`${error.message[0]!.toUpperCase()}${error.message.slice(1)}. ${REMEDIES[error.reason]}`);
  }
}

const REMEDIES = {
  missing:
    'Set the provider\'s "kubeconfig" to the path of a kubeconfig file or to its text, or start the cluster that writes this file.',
  invalid: "It is not a valid kubeconfig: check that it is complete YAML or JSON, or fetch it anew.",
  context: 'Set the provider\'s "context" to a complete one.',
  credentials: "Correct the kubeconfig, or fetch it anew: nothing in it is left out, for somebody else would act then.",
};

function read(setting: string | undefined, format: typeof Format): { config: Kubeconfig; source: string } {
  if (setting && isKubeconfigText(setting)) {
    const source = "the provider's kubeconfig";
    return { config: format.decodeKubeconfig(setting, source), source };
  }
  const search = { path: setting || undefined, variable: process.env.KUBECONFIG, home: homedir() };
  const { config, files } = format.loadKubeconfigFiles(search);
  return { config, source: `kubeconfig ${files.join(", ")}` };
}

function authority({ certificateAuthority, certificateAuthorityData }: Cluster): Buffer | undefined {
  const pem = certificateAuthorityData ?? readAuthority(certificateAuthority);
  // With one that OpenSSL does not take for a certificate, no server would be known, and nothing would say why.
  if (pem && !/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(pem.toString("latin1"))) {
    throw new PluginError(
      "The certificate authority of the kubeconfig is not a certificate in PEM. Fetch the kubeconfig anew.",
    );
  }
  return pem;
}

function readAuthority(certificateAuthority: string): Buffer | undefined {
  if (certificateAuthority === "") return undefined;
  try {
    return readFileSync(certificateAuthority);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PluginError(
      `The certificate authority of the kubeconfig at ${certificateAuthority} cannot be read (${code}). Correct its path, or fetch the kubeconfig anew.`,
    );
  }
}
