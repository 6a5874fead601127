import { parseAsString, parseAsStringLiteral } from "nuqs";
import { groupViews } from "@/server/groups/words";

/** The whole state of the list is in its URL. */
export const groupParams = { view: parseAsStringLiteral(groupViews).withDefault("open"), text: parseAsString.withDefault("") };
