import { isFrom, parseImage } from "../../../lib/kubernetes/image";
import { workloads } from "../../../lib/kubernetes/kinds";
import { imagesOf } from "../../../lib/kubernetes/pod-images";
import { podTemplate } from "../../../lib/kubernetes/workload";
import { defineRule } from "../../../lib/rule";

export default defineRule<{ registries: readonly string[] }>({
  id: "k8s-image-registry-allowed",
  title: "Every image comes from a registry that is allowed",
  severity: "high",
  levels: { dev: "advisory", production: "mandatory" },
  references: ["KSV-0125", "KSV-0035", "KSV-0034", "Kyverno restrict-image-registries", "CIS EKS 5.1.4"],
  fields: ["containers[].image", "volumes[].image.reference"],
  why: "An image from anywhere is a program of anybody: it was neither scanned nor kept where it cannot vanish.",
  fix: "Copy the image into a registry of the platform and name it there, or add its place to registries.",
  appliesTo: workloads,
  judgesImages: true,
  parameters: {
    registries: {
      type: "array",
      items: { type: "string", minLength: 1 },
      description:
        "Registries that images may come from, each with a path below it if only that is meant: public.ecr.aws/eks. None is allowed unless set.",
      default: [],
    },
  },
  check(resource, check) {
    const { registries } = check.parameters;
    const isAllowed = (value: unknown) => {
      const image = typeof value === "string" ? parseImage(value) : undefined;
      return image !== undefined && isFrom(image, registries);
    };
    const isSet = registries.length > 0;
    const wanted = isSet
      ? `an image of ${registries.join(", ")}`
      : "an image of an allowed registry, and none is allowed";
    const fix = isSet
      ? undefined
      : "Set registries, a parameter of this rule, to the places that images may come from.";
    for (const { image } of imagesOf(podTemplate(resource))) check.expect(image, isAllowed, wanted, fix);
  },
});
