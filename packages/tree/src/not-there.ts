/**
 * What to throw where a number stands for nothing. The text is made here and not where it is thrown: a compiler that puts several such places into one function
 * makes the number's text once for all of them, before any of them is met, a million times for nothing.
 */
export function notThere(what: string, number: number): RangeError {
  return new RangeError(`${what} ${number} is not there`);
}
