import { KEY } from "../../../lib/aws/kms";
import { isNotOff, isOn } from "../../../lib/aws/values";
import type { Resource } from "../../../lib/resource";
import { defineRule } from "../../../lib/rule";
import { types } from "../../../lib/stack";

/** Whether AWS can rotate a key: one that both encrypts and decrypts, and whose material AWS keeps. */
function isRotatable(key: Resource): boolean {
  const spec = key.at("customerMasterKeySpec").text() ?? "SYMMETRIC_DEFAULT";
  const isElsewhere = key.at("customKeyStoreId").exists || key.at("xksKeyId").exists;
  return spec === "SYMMETRIC_DEFAULT" && !isElsewhere;
}

export default defineRule({
  id: "aws-kms-rotation",
  title: "Symmetric keys are rotated every year, and keys are enabled",
  severity: "medium",
  levels: { dev: "mandatory", production: "mandatory" },
  references: ["CKV_AWS_7", "CKV_AWS_227", "AWS-0065", "CIS AWS v5 3.6", "CIS AWS v6 4.6"],
  fields: ["enableKeyRotation", "isEnabled", "customerMasterKeySpec", "customKeyStoreId"],
  why: "Rotation bounds how much one key protects; a key that is off makes everything under it unreadable.",
  fix: "Set enableKeyRotation to true, and leave isEnabled out.",
  appliesTo: types(KEY),
  check(key, check) {
    check.expect(key.at("isEnabled"), isNotOff, "true or not set");
    if (isRotatable(key)) check.expect(key.at("enableKeyRotation"), isOn, "true");
  },
  remediate(key, remedy) {
    // AWS refuses to rotate a key that is off.
    if (isRotatable(key) && !key.at("isEnabled").isFalse()) remedy.setIfAbsent(key.at("enableKeyRotation"), true);
  },
});
