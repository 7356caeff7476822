import { watchStream } from '@grove/client';
import { checkPath } from '../context';
import type { Context } from '../context';

const words = { created: 'created', deleted: 'deleted', dataChanged: 'data changed', childrenChanged: 'children changed' } as const;

/** Prints changes until Ctrl-C, or until `count` of them. */
export async function watch(
  context: Context,
  path: string,
  options: { readonly recursive?: boolean; readonly count?: number },
): Promise<void> {
  checkPath(path);
  const { terminal } = context;
  const stream = watchStream(path, {
    endpoints: context.endpoints,
    recursive: options.recursive === true,
    giveUpAfterMs: context.timeoutMs,
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
    if (context.output === 'json')
      terminal.out(
        `${JSON.stringify({ type: event.type, path: event.path, zxid: event.zxid, cursor: Buffer.from(event.cursor).toString('base64') })}\n`,
      );
    else terminal.out(`${event.zxid}  ${words[event.type]}  ${event.path}\n`);
    left--;
    if (left <= 0) break;
  }
}
