/** A resource as a state has it, as far as the tests look at it. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  delete?: boolean;
  outputs?: { __fieldManager?: string; metadata?: { uid: string } };
}

/** The part of `pulumi stack export` that the tests look at. */
export interface State {
  resources: StateResource[];
  pendingOperations: { type: string; resource: StateResource }[];
}

/** Reads what `pulumi stack export` wrote. */
export function readState(text: string): State {
  const { deployment } = JSON.parse(text) as {
    deployment: { resources?: StateResource[]; pending_operations?: State["pendingOperations"] };
  };
  return { resources: deployment.resources ?? [], pendingOperations: deployment.pending_operations ?? [] };
}
