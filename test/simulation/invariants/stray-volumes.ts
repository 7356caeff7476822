import type { DurableBlock } from '../durable-log';
import type { Report } from '../violation';
import { versionsIn } from './membership-answers';

/** A volume of a process that was started under a wrong number takes no member's place: no configuration that was committed names it. */
export function checkStrayVolumes(strays: ReadonlyMap<string, number>, blocks: readonly DurableBlock[], report: Report): void {
  for (const { version, config } of versionsIn(blocks)) {
    for (const { id, incarnation } of config.members) {
      if (strays.has(incarnation)) {
        report(
          'stray volumes',
          `entry ${version} takes in as replica ${id} the volume ${incarnation}, whose process was started by mistake`,
        );
      }
    }
  }
}
