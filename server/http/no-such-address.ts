import { DomainError } from "../errors.ts";
import { route } from "./route.ts";

/** What no route of `/api` is called, and what cannot be decoded (`server/serve/serve.ts`). A page would answer otherwise, without the guard of either. */
export const noSuchAddress = route(() => Promise.reject(new DomainError("not_found", "There is no such address here.")));
