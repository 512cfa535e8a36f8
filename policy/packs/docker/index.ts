import { servePack } from "../../lib/pack";

servePack("platform-docker", ["docker"]);
