import { servePack } from "../../lib/pack";

servePack("platform-aws", ["aws"]);
