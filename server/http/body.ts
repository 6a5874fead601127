import { DomainError } from "../errors.ts";

/** Ten thousand partitions to purge, the longest list that anything takes, several times over. */
export const plainBytes = 4_194_304;
/** A message of 64 MB as base64, or as JSON that is quoted in JSON. Brokers take less unless somebody raised their limit. */
export const messageBytes = 134_217_728;

/** The request with its whole body in memory. Rejects with `too_large`: by what it announces, or by what comes. */
export async function takeBody(request: Request, mostBytes: number): Promise<Request> {
  if (request.body === null) return request;
  if (Number(request.headers.get("content-length")) > mostBytes) throw tooLarge(mostBytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body) {
    size += part.length;
    if (size > mostBytes) throw tooLarge(mostBytes);
    parts.push(part);
  }
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: Buffer.concat(parts, size) });
}

function tooLarge(mostBytes: number): DomainError {
  return new DomainError("too_large", `This request may hold up to ${mostBytes / 1_048_576} MB.`);
}
