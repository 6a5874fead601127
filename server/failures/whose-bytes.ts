import { isJson } from "../text/json-scan.ts";
import type { FailureError, Frame } from "./failure.ts";
import { shortType } from "./type-words.ts";

/**
 * Whose bytes a decoder could not read. answer: a client's frame or error stands around it, so it was a downstream's answer. unclear: it read text
 * that is no JSON, no XML or no UTF-8, but this message's own body is JSON.
 */
export type Bytes = "answer" | "unclear";

const scannedText = 2_000;

/** Modules of HTTP and gRPC clients. A frame of theirs below a decoder reads an answer; each is a client only, or it is named by its class below. */
const clientModule =
  /^(?:okhttp3|retrofit2|feign|org\.apache\.(?:http|hc)|org\.asynchttpclient|io\.ktor\.client|io\.grpc|java\.net\.http|jdk\.internal\.net|System\.Net\.Http|Refit|RestSharp|Flurl|Grpc\.Net|requests|httpx|urllib3|niquests|httplib2|undici|axios|got|node-fetch|cross-fetch|ky|superagent|needle|request|gaxios|@grpc\/grpc-js|faraday|httparty|rest-client|excon|typhoeus|GuzzleHttp|Symfony\\Component\\HttpClient|http-client|reqwest|ureq|tesla|hackney|finch|httpoison)(?:[./\\]|$)/;
const clientFrame =
  /(?:^|\.)(?:RestTemplate|RestClient|DefaultRestClient|HttpMessageConverterExtractor|WebClient|DefaultWebClient|DefaultClientResponse|ClientResponse|JerseyInvocation|ClientInvocation|ClientCalls|HttpContentJsonExtensions|HttpClientJsonExtensions|HttpResponseImpl)\b|^client(?:_reqrep)?\.|^parseJSONFromBytes$/;
const clientType =
  /^(?:requests|httpx|aiohttp\.client_exceptions|niquests|urllib3)\.|^org\.springframework\.web\.(?:client|reactive\.function\.client)\.|^feign\.|^retrofit2\.|^okhttp3\.|^Refit\.|^RestSharp\.|^Flurl\.|^io\.ktor\.client\.|(?:^|\.)(?:AxiosError|FetchError|FeignException|ResponseProcessingException|ContentTypeError)$|^Faraday::|^GuzzleHttp\\/;
const clientText =
  /invalid json response body at |error while extracting response for type|attempt to decode JSON with unexpected mimetype|error reading entity from input stream|unable to unmarshall (?:response|exception response)|failed to parse (?:the )?response/i;

/** A reader that met text which cannot be JSON; not one whose JSON has another shape than it wants. */
const noJson =
  /unexpected (?:token|character|non-whitespace|end of json|end-of-input|end when reading)|unrecognized token|illegal unquoted|is an invalid start of a|is invalid after a|invalid character after|expecting value: line|expecting property name|looking for beginning of (?:value|object key)|unterminated string|malformed json|is not valid json|invalid json|content is not allowed in prolog|'utf-?8' codec can't decode|invalid utf-?8/i;
const noJsonType = /^(?:JSONDecodeError|JsonEOFException|ParserError|MalformedJsonException)$/;

/** Of an error that is a decoder's. `texts`: what it may have read of this message; null among them: no text for a strict reader. null: nothing speaks against this message's own bytes. */
export function whoseBytes(errors: readonly FailureError[], frames: readonly Frame[], texts: readonly (string | null)[]): Bytes | null {
  if (errors.some(isClientError) || hasClientBelow(frames)) return "answer";
  return errors.some(isNoJson) && texts.length > 0 && texts.every((text) => text !== null && isJson(text)) ? "unclear" : null;
}

function isClientError({ type, text }: FailureError): boolean {
  return (type !== null && clientType.test(type)) || (text !== null && clientText.test(text.slice(0, scannedText)));
}

function isNoJson({ type, text }: FailureError): boolean {
  return (type !== null && noJsonType.test(shortType(type))) || (text !== null && noJson.test(text.slice(0, scannedText)));
}

/** A client whose frames lie only beneath all own frames runs the handler (a poller); it does not read an answer for it. */
function hasClientBelow(frames: readonly Frame[]): boolean {
  const lastOwn = frames.findLastIndex(({ own }) => own);
  const until = lastOwn < 0 ? frames.length : lastOwn;
  return frames.slice(0, until).some(isClientFrame);
}

function isClientFrame({ own, name, module, location }: Frame): boolean {
  return !own && (clientModule.test(module) || clientFrame.test(name) || location?.startsWith("undici:") === true);
}
