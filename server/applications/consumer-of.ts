import { globMatches } from "../text/glob.ts";
import type { ApplicationSpec } from "./application.ts";

/** An application that consumes what dies in a dead-letter queue, and the name under which it notes that. */
export interface Consumer {
  readonly application: ApplicationSpec;
  /** null: redrive.yaml does not say. */
  readonly name: string | null;
}

/** Pure. Every application that consumed the messages of a dead-letter queue before they died, by the first of its places that fits. */
export function consumersOf(
  applications: readonly ApplicationSpec[],
  { source, queue }: { readonly source: string; readonly queue: string },
): readonly Consumer[] {
  const place = `${source}/${queue}`;
  return applications.flatMap((application) => {
    const consumed = application.consumes.find((one) => globMatches(one.queue, place));
    return consumed ? [{ application, name: consumed.consumer }] : [];
  });
}
