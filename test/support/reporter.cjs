// Mocha's own output, and a closing line with plain counts that other programs can read.
const { reporters } = require("mocha");

module.exports = class PlatformReporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    reporters.Base.consoleLog(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
};
