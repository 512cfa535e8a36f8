import { servePack } from "../../lib/pack";

servePack("kubernetes");
