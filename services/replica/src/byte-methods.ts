import type { MethodDefinition } from '@grpc/grpc-js';

/** A method whose messages stay bytes: what is hot is decoded elsewhere, once, or never. */
export type ByteMethod = MethodDefinition<Buffer, Buffer>;

const identity = (bytes: Buffer): Buffer => bytes;

/** `path`: `/package.Service/Method`. */
export function byteMethod(path: string, requestStream: boolean, responseStream: boolean): ByteMethod {
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  };
}

/** The same memory as a Buffer, which is what grpc-js wants. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
