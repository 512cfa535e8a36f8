import { version } from "@pulumi/random/package.json";
import { runPlugin } from "../plugin";
import { RandomProvider } from "./provider";

void runPlugin(() => new RandomProvider(version));
