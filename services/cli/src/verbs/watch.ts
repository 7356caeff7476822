import { watchStream } from '@grove/client';
import type { WatchEvent } from '@grove/client';
import { checkPath } from '../context';
import type { Context } from '../context';
import { jsonData } from '../format';

const words = { created: 'created', deleted: 'deleted', dataChanged: 'data changed', childrenChanged: 'children changed' } as const;

/** Prints changes until Ctrl-C, or until `count` of them. */
export async function watch(
  context: Context,
  path: string,
  options: { readonly recursive?: boolean; readonly count?: number; readonly data?: boolean; readonly previous?: boolean },
): Promise<void> {
  checkPath(path);
  const { terminal } = context;
  const stream = watchStream(path, {
    endpoints: context.endpoints,
    recursive: options.recursive === true,
    giveUpAfterMs: context.timeoutMs,
    withData: options.data === true,
    withPreviousData: options.previous === true,
    auth: context.auth,
    ...context.connection,
  });
  void terminal.interrupted.then(() => stream.return());
  stream.live().then(
    () => terminal.progress('watching; Ctrl-C ends it'),
    () => {
      // The loop below says why.
    },
  );
  let left = options.count ?? Infinity;
  for await (const event of stream) {
    terminal.out(context.output === 'json' ? `${JSON.stringify(jsonEvent(event))}\n` : `${line(event)}\n`);
    left--;
    if (left <= 0) break;
  }
}

function jsonEvent({ type, path, zxid, cursor, ...values }: WatchEvent): unknown {
  const { data, previousData, ...rest } = values;
  return {
    type,
    path,
    zxid,
    cursor: Buffer.from(cursor).toString('base64'),
    ...rest,
    ...(data !== undefined && jsonData(data)),
    ...(previousData !== undefined && { previous: jsonData(previousData) }),
  };
}

function line(event: WatchEvent): string {
  const value = (word: string, data: Uint8Array | undefined, isAbsent: true | undefined): string[] => {
    if (isAbsent === true) return [`${word} (no longer held)`];
    return data === undefined ? [] : [`${word} ${JSON.stringify(jsonData(data).data)}`];
  };
  return [
    String(event.zxid),
    words[event.type],
    event.path,
    ...value('now', event.data, event.dataAbsent),
    ...value('before', event.previousData, event.previousDataAbsent),
  ].join('  ');
}
