import { runPlugin } from "../plugin";
import { KubernetesProvider } from "./provider";

/** The version of the SDK, written in when the plugin is bundled. */
declare const PLUGIN_VERSION: string;

void runPlugin(() => new KubernetesProvider(PLUGIN_VERSION));
