import { notFound } from "next/navigation";

/** An address that no page has is answered inside the shell: rail and palette lead on. */
export default function MissingPage() {
  notFound();
}
