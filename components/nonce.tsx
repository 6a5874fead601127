"use client";

import { createContext, type ReactNode, useContext, useState } from "react";

const NonceContext = createContext<string | undefined>(undefined);

/** The nonce of the document that is open: later answers bring others, which its policy does not know. */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [first] = useState(nonce);
  return <NonceContext value={first}>{children}</NonceContext>;
}

/** For libraries that write style sheets of their own. */
export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
