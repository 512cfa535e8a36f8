import { types } from "../stack";

export const clusters = types("aws:eks/cluster:Cluster");
export const nodeGroups = types("aws:eks/nodeGroup:NodeGroup");
