"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

export type Zone = "utc" | "local";

const ZoneContext = createContext<{ zone: Zone; setZone: (zone: Zone) => void; now: number }>({ zone: "utc", setZone: () => {}, now: 0 });

/** UTC or local, remembered in a cookie so that the server draws the same; and one clock, so that all ages on a page agree. */
export function TimeZoneProvider({ initial, children }: { initial: Zone; children: ReactNode }) {
  const [zone, setZone] = useState(initial);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  const choose = (next: Zone) => {
    document.cookie = `redrive-zone=${next}; path=/; max-age=31536000; samesite=strict`;
    setZone(next);
  };
  return <ZoneContext value={{ zone, setZone: choose, now }}>{children}</ZoneContext>;
}

export function useZone() {
  return useContext(ZoneContext);
}
