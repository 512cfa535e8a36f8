import type { Node } from "../node";
import type { Resource } from "../resource";
import { types } from "../stack";

/** Each has two names, of which `alb` is the older. */
export const loadBalancers = types("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer");
export const listeners = types("aws:lb/listener:Listener", "aws:alb/listener:Listener");
export const listenerRules = types("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule");

/** `application`, `network` or `gateway`. @throws Undecided when it is not known yet. */
export function typeOf(loadBalancer: Resource): string {
  return loadBalancer.at("loadBalancerType").text() ?? "application";
}

/**
 * Whether the actions of a listener or of a rule redirect to HTTPS.
 *
 * @throws Undecided when that is not known yet.
 */
export function leadsToHttps(actions: Node): boolean {
  actions.read();
  const redirects = actions.items().filter((action) => action.at("type").text() === "redirect");
  // Without a protocol, a redirect keeps that of the request.
  return redirects.length > 0 && redirects.every((action) => action.at("redirect", "protocol").text() === "HTTPS");
}
