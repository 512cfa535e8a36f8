import { version } from "@pulumi/kubernetes/package.json";
import { runPlugin } from "../plugin";
import { KubernetesProvider } from "./provider";

void runPlugin(() => new KubernetesProvider(version.replace(/^v/, "")));
