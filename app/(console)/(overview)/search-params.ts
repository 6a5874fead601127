import { parseAsStringLiteral } from "nuqs";
import { ranges } from "@/server/overview/words";

export const overviewParams = { range: parseAsStringLiteral(ranges).withDefault("1h") };
