// The only part of the library that is used, in a module of its own so that a bundle leaves the rest out.
export { KubeConfig } from "@kubernetes/client-node";
