import { ErrorCode } from '@grove/wire';
import type { MultiPartResult } from '@grove/wire';
import { GroveError } from './session';

/** A multi that failed whole: the error of the part that made it fail, and the result of each part. */
export class MultiError extends GroveError {
  constructor(
    error: GroveError,
    readonly results: readonly MultiPartResult[],
  ) {
    super(
      error.code,
      '',
      `part ${results.findIndex((part) => part.code !== 0 && part.code !== ErrorCode.RUNTIMEINCONSISTENCY)} of ${results.length}`,
      error.zxid,
    );
  }
}
