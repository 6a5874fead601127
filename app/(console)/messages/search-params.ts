import { parseAsString } from "nuqs";

/** The whole state of the list is in its URL. */
export const listParams = { filter: parseAsString.withDefault("") };
