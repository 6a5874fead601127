import { notFound } from "next/navigation";

/** The number in the address of a page. What is no number that a row can have is no page. */
export function pageId(text: string): number {
  const id = /^[1-9]\d*$/.test(text) ? Number(text) : 0;
  if (id === 0 || !Number.isSafeInteger(id)) notFound();
  return id;
}
