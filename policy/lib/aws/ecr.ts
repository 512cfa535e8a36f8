import { types } from "../stack";

export const repositories = types("aws:ecr/repository:Repository");
