"use client";

import { createContext, useContext } from "react";
import type { Config } from "@/server/config/config";

export const EnvironmentContext = createContext<Config["environment"]>({ name: "unknown", tone: "development" });

/** For confirmations, which always name the environment. */
export function useEnvironment(): Config["environment"] {
  return useContext(EnvironmentContext);
}
