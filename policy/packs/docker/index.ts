import { servePack } from "../../lib/pack";

servePack("docker");
