import { loadConfig } from "./config/load";
import { deployPlatform } from "./platform";

/** The program: what the engine runs. Nothing happens before it is called, and it may be called several times. */
export = () => {
  // The library that the SDK loads for stack traces does not know what tsx makes of a file, and shows other lines than Node.js does.
  Reflect.deleteProperty(Error, "prepareStackTrace");
  return deployPlatform(loadConfig());
};
