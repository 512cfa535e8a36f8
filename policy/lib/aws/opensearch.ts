import { types } from "../stack";

export const OPENSEARCH_DOMAIN = "aws:opensearch/domain:Domain";

/** Domains, under both names of the service; the fields that the rules read are the same. */
export const domains = types(OPENSEARCH_DOMAIN, "aws:elasticsearch/domain:Domain");
