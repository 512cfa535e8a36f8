import { types } from "../stack";

export const vpcs = types("aws:ec2/vpc:Vpc");
export const subnets = types("aws:ec2/subnet:Subnet");
