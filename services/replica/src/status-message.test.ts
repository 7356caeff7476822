import { encodeStatusMessage } from './status-message';

test.each([
  ['NONODE: /a/b: because', 'NONODE: /a/b: because'],
  ['100 %', '100 %25'],
  ['ü\n', '%C3%BC%0A'],
  ['\ud83d', '%EF%BF%BD'],
  ['', ''],
])('%j is sent as %j', (words, text) => {
  expect(encodeStatusMessage(words)).toBe(text);
});
