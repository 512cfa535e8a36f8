import { servePack } from "../../lib/pack";

servePack("platform-kubernetes", ["kubernetes"]);
