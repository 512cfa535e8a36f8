/** kubeconfig files, read and merged as kubectl does. */
export { checkContext, serverUrl } from "./check";
export { Fields } from "./fields";
export { chooseContext, type ChosenContext, type ContextSelection } from "./choose";
export { decodeKubeconfig } from "./decode";
export { expandHome, kubeconfigFiles, loadKubeconfigFiles, type KubeconfigSearch, type LoadedFiles } from "./load";
export {
  KubeconfigError,
  type Cluster,
  type Context,
  type ExecPlugin,
  type Impersonation,
  type Kubeconfig,
  type User,
} from "./model";
export { parseYaml } from "./yaml";
