import { BytesWriter } from './bytes-writer';

/** The unary calls that a load makes, and the fields behind key and data that make them equal in meaning. */
export interface UnaryMethods {
  readonly create: string;
  readonly afterCreate: readonly number[];
  readonly read: string;
  readonly afterRead: readonly number[];
  readonly write: string;
  readonly list: string;
  readonly listRequest: (path: string) => Buffer;
}

/** RangeRequest {serializable = 7}: a local read, as Grove's and ZooKeeper's are. */
const SERIALIZABLE = [0x38, 1];
const KEYS_ONLY = [0x40, 1];

export const UNARY_METHODS: Readonly<Record<'etcd' | 'grove-unary', UnaryMethods>> = {
  etcd: {
    create: '/etcdserverpb.KV/Put',
    afterCreate: [],
    read: '/etcdserverpb.KV/Range',
    afterRead: SERIALIZABLE,
    write: '/etcdserverpb.KV/Put',
    list: '/etcdserverpb.KV/Range',
    // From `path/` to before `path0`: all keys below it; '0' is the character after '/'.
    listRequest: (path) => message([`${path}/`, `${path}0`], [...SERIALIZABLE, ...KEYS_ONLY]),
  },
  'grove-unary': {
    create: '/grove.v1.CoordinationService/Create',
    afterCreate: [],
    read: '/grove.v1.CoordinationService/GetData',
    afterRead: [],
    write: '/grove.v1.CoordinationService/SetData',
    list: '/grove.v1.CoordinationService/GetChildren',
    listRequest: (path) => message([path], []),
  },
};

/** Texts as fields 1, 2 …, then `after`. */
function message(texts: readonly string[], after: readonly number[]): Buffer {
  const out = new BytesWriter();
  texts.forEach((text, n) => {
    const bytes = Buffer.from(text);
    out.byte(((n + 1) << 3) | 2);
    out.varint(bytes.length);
    out.bytes(bytes);
  });
  for (const byte of after) out.byte(byte);
  return out.take();
}
