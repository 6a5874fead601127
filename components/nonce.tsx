"use client";

import { createContext, useContext } from "react";

const NonceContext = createContext("");

/** The nonce of this response, for libraries that make style elements. */
export const NonceProvider = NonceContext.Provider;

export function useNonce(): string {
  return useContext(NonceContext);
}
