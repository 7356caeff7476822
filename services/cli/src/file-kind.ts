import type { Stat } from '@grove/client';

/**
 * How folders and files are told apart in the tree, without anything beside it:
 *
 * - a znode with data is a file;
 * - a znode without data is a folder, where its data was never set (version 0);
 * - a znode without data whose data was set (version above 0) and that has no children is an empty file. `import` makes
 *   it by a create and a setData in one multi.
 *
 * So folders made by hand (`grove create /a`) are folders, and a file that somebody empties stays a file. A znode with
 * both data and children has no place in a file system.
 */
export function kindOf(stat: Stat): 'folder' | 'file' | 'both' {
  if (stat.numChildren > 0) return stat.dataLength > 0 ? 'both' : 'folder';
  return stat.dataLength > 0 || stat.version !== 0 ? 'file' : 'folder';
}
