import { version } from "@pulumi/docker/package.json";
import { runPlugin } from "../plugin";
import { DockerProvider } from "./provider";

void runPlugin(() => new DockerProvider(version));
