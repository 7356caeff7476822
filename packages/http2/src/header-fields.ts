/** Fields by their names in small letters; values of one name are joined with commas (RFC 9110, section 5.3). */
export type Headers = ReadonlyMap<string, string>;

export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** The static table (RFC 7541, appendix A); its first entry has index 1. */
export const staticTable: readonly HeaderField[] = [
  ':authority',
  ':method GET',
  ':method POST',
  ':path /',
  ':path /index.html',
  ':scheme http',
  ':scheme https',
  ':status 200',
  ':status 204',
  ':status 206',
  ':status 304',
  ':status 400',
  ':status 404',
  ':status 500',
  'accept-charset',
  'accept-encoding gzip, deflate',
  'accept-language',
  'accept-ranges',
  'accept',
  'access-control-allow-origin',
  'age',
  'allow',
  'authorization',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'cookie',
  'date',
  'etag',
  'expect',
  'expires',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'link',
  'location',
  'max-forwards',
  'proxy-authenticate',
  'proxy-authorization',
  'range',
  'referer',
  'refresh',
  'retry-after',
  'server',
  'set-cookie',
  'strict-transport-security',
  'transfer-encoding',
  'user-agent',
  'vary',
  'via',
  'www-authenticate',
].map((entry) => {
  const space = entry.indexOf(' ');
  return space < 0 ? { name: entry, value: '' } : { name: entry.slice(0, space), value: entry.slice(space + 1) };
});

const indexes = new Map<string, number>();
staticTable.forEach(({ name, value }, i) => {
  if (!indexes.has(name)) indexes.set(name, i + 1);
  if (value !== '') indexes.set(`${name} ${value}`, i + 1);
});

/** The index of a field that the static table holds whole; 0: it does not. */
export function indexOfField({ name, value }: HeaderField): number {
  return value === '' ? 0 : (indexes.get(`${name} ${value}`) ?? 0);
}

/** The index of the first field of that name in the static table; 0: there is none. */
export function indexOfName(name: string): number {
  return indexes.get(name) ?? 0;
}
