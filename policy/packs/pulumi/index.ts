import { servePack } from "../../lib/pack";

servePack("platform-pulumi", ["pulumi"]);
