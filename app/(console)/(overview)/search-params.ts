import { parseAsStringLiteral } from "nuqs";
import { ranges } from "@/server/overview/input";

export const overviewParams = { range: parseAsStringLiteral(ranges).withDefault("1h") };
