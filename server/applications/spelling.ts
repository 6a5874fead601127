const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** Pure. A uuid in the one spelling by which uuids are compared. */
export const plainUuid = (id: string): string => id.replaceAll("-", "").toLowerCase();

/** Pure. A uuid is told in lower case and with dashes, however the message spells it. */
export const isSame = (told: string, id: string): boolean =>
  told === id || (uuid.test(id) && uuid.test(told) && plainUuid(told) === plainUuid(id));

/** Pure. A collation may take ids for the same that differ in case, accents or spaces at their end: whether they mean the same, nobody knows. */
export const isLikened = (told: string, id: string): boolean =>
  told.trimEnd().localeCompare(id.trimEnd(), "en", { sensitivity: "base" }) === 0;

export const likenedReason = (told: string, what: "id" | "key" | "consumer"): string =>
  `The table holds the ${what} ${told}, which its database takes for the same, though it is spelt differently.`;
