import type { SeededRandom } from '../../simulation/random';
import type { User } from '../recorded-client';
import { plain, type Workload } from '../workload';

/** All pages of a list, while others change it. */
export async function readPages(user: User, path: string, random: SeededRandom): Promise<void> {
  const pageSize = 2 + random.below(6);
  const asked = { ...(random.chance(0.5) && { withData: true }), ...(random.chance(0.5) && { withStat: true }) };
  let pageToken: string | undefined;
  do {
    const more = pageToken !== undefined && { pageToken };
    const { code, outcome } = await user.call({ type: 'getChildren', path, watch: false, pageSize, ...asked, ...more });
    if (code !== 0) return;
    pageToken = outcome.nextPageToken;
  } while (pageToken !== undefined);
}

export const pages: Workload = {
  name: 'pages',
  root: '/pages',
  step: async (user, random) => {
    const path = `/pages/p${random.below(30)}`;
    switch (random.below(6)) {
      case 0:
      case 1:
      case 2:
        await user.call({ type: 'create', path, data: user.data(), ...plain });
        break;
      case 3:
        await user.call({ type: 'delete', path, version: null });
        break;
      case 4:
        await user.call({ type: 'getChildren', path: '/pages', watch: false, withData: true, withStat: true });
        break;
      default:
        await readPages(user, '/pages', random);
    }
  },
};
