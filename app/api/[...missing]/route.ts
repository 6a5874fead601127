import { noSuchAddress } from "../../../server/http/no-such-address.ts";

export { noSuchAddress as DELETE, noSuchAddress as GET, noSuchAddress as PATCH, noSuchAddress as POST, noSuchAddress as PUT };
