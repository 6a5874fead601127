/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Why something is as it is: a code with its facts. The words are made where they are shown. */
export interface Reason {
  readonly code: string;
  readonly data: Json | null;
}
