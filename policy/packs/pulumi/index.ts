import { servePack } from "../../lib/pack";

servePack("pulumi");
