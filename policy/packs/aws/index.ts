import { servePack } from "../../lib/pack";

servePack("aws");
