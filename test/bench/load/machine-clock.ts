/** Milliseconds on the machine's monotonic clock, which all processes share (Linux, macOS). */
export function nowOfMachineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
