import * as rendering from "../../rendering/render";

export { REGISTRY_DIGEST, SECRET_MARK, type Rendered, type Rendering } from "../../rendering/render";

/** Name of an image that no registry has. */
export const MISSING_IMAGE = "missing";

/** Renders a program where the registry lacks {@link MISSING_IMAGE}. */
export function render(
  program: () => unknown,
  options: Omit<rendering.RenderOptions, "refuse"> = {},
): Promise<rendering.Rendering> {
  return rendering.render(program, {
    ...options,
    refuse: ({ inputs }) => {
      if (String((inputs as Record<string, unknown>)["name"]).includes(MISSING_IMAGE)) {
        throw new Error("The registry has no such image.");
      }
    },
  });
}
