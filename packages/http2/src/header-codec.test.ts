import { encodeHeaders, HeaderDecoder } from './header-codec';

function decoded(decoder: HeaderDecoder, hex: string): string[] {
  return [...decoder.decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'))].map(([name, value]) => `${name}: ${value}`);
}

describe('header fields', () => {
  test('the requests of RFC 7541, C.4, which refer to one another and use Huffman’s code', () => {
    const decoder = new HeaderDecoder();
    const first = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
    expect(decoded(decoder, '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff')).toEqual(first);
    expect(decoded(decoder, '8286 84be 5886 a8eb 1064 9cbf')).toEqual([...first, 'cache-control: no-cache']);
    expect(decoded(decoder, '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf')).toEqual([
      ':method: GET',
      ':scheme: https',
      ':path: /index.html',
      ':authority: www.example.com',
      'custom-key: custom-value',
    ]);
  });

  test('the answers of RFC 7541, C.6, in a table of 256 bytes, from which older fields fall out', () => {
    const decoder = new HeaderDecoder();
    // The table's size comes first: 256.
    expect(
      decoded(
        decoder,
        '3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
      ),
    ).toEqual([':status: 302', 'cache-control: private', 'date: Mon, 21 Oct 2013 20:13:21 GMT', 'location: https://www.example.com']);
    expect(decoded(decoder, '4883 640e ffc1 c0bf')).toEqual([
      ':status: 307',
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'location: https://www.example.com',
    ]);
    // The status 302 has made room.
    expect(() => decoded(decoder, 'c2')).toThrow('no header field');
  });

  test('what is encoded is decoded, with a value of any length, and leaves no table behind', () => {
    const fields = [
      { name: ':method', value: 'POST' },
      { name: ':path', value: '/grove.peer.v1.PeerService/Append' },
      { name: 'grpc-message', value: 'x'.repeat(20_000) },
      { name: 'te', value: '' },
    ];
    const decoder = new HeaderDecoder();
    expect([...decoder.decode(encodeHeaders(fields))]).toEqual(fields.map(({ name, value }) => [name, value]));
    expect(() => decoder.decode(Buffer.of(0x80 | 62))).toThrow('no header field 62');
  });

  test('fields of one name are joined', () => {
    const decoder = new HeaderDecoder();
    const block = encodeHeaders([
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
    ]);
    expect(decoder.decode(block).get('a')).toBe('1,2');
  });

  test.each([
    ['a field that is in no table', 'bf', 'no header field'],
    ['index 0', '80', 'no header field'],
    ['a name that is cut off', '0005 6161', 'cut off'],
    ['a block that ends with a prefix', '7f', 'cut off'],
    ['a number of 40 bits', '7fffffffffff7f', 'too large'],
    ['a table of 5,000 bytes', '3fe926', 'a table of'],
    ['padding of Huffman’s code that is no padding', '0001 61 81 00', 'ends within a character'],
    ['the end of string as a character', '0001 61 84 ffffffff', 'no code'],
  ])('%s is refused', (_what, hex, message) => {
    expect(() => decoded(new HeaderDecoder(), hex)).toThrow(message);
  });

  test('fields that together are too many are refused, however short they are on the wire', () => {
    const decoder = new HeaderDecoder();
    // A field of some 3,000 letters is remembered once, and named by one byte from then on.
    const value = 'x'.repeat(3_000);
    // Without the word that there is no table.
    const remembered = encodeHeaders([{ name: 'a', value }]).subarray(1);
    remembered[0] = 0x40;
    expect(decoder.decode(remembered).get('a')).toBe(value);
    expect(decoder.decode(Buffer.alloc(10, 0x80 | 62)).get('a')?.length).toBe(10 * 3_000 + 9);
    expect(() => decoder.decode(Buffer.alloc(30, 0x80 | 62))).toThrow('too many header fields');
  });
});
