"use client";

import { useToldHere } from "./told-here";

/** On every page: notifications that somebody switched on here in an earlier session go on in the one of now. */
export function Relink() {
  useToldHere();
  return null;
}
