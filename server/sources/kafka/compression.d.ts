declare module "lz4js" {
  export function decompressBound(bytes: Uint8Array): number;
  export function decompress(bytes: Uint8Array, maxSize?: number): Uint8Array;
}
declare module "snappyjs" {
  export function uncompress(bytes: Uint8Array, maxLength?: number): Uint8Array;
}
