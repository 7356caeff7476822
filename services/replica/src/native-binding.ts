import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What check-native.cjs gives; it is plain JavaScript because it runs before anything is built. */
interface NativeCheck {
  /** Null: it loads and works. Else what happened to the process that tried. */
  checkBinding(): string | null;
}

/**
 * Null where the RocksDB binding works on this Node; else one clear line that says what to do (S55). The binding
 * aborts the process on a Node that it was not built for, so a child process tries it first; the result is kept
 * beside the packages, for this Node and this binary.
 */
export function ensureNativeBinding(): string | null {
  const check = createRequire(__filename)(join(__dirname, '..', 'check-native.cjs')) as NativeCheck;
  const reason = check.checkBinding();
  if (reason === null) return null;
  return `the RocksDB binding does not work on Node ${process.version} (${reason}); \`node services/replica/check-native.cjs\` builds it from source, or says what is missing`;
}
