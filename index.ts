import { loadConfig } from "./config/load";
import { deployPlatform } from "./platform";

/** The program: what the engine runs. Nothing happens before it is called, and it may be called several times. */
export = () => deployPlatform(loadConfig());
