import type { JobReport, ListJob } from './job';
import { connectTo } from './protocols';

/** Lists a znode's children, one call after the other. */
export async function list(job: ListJob): Promise<JobReport> {
  const callsMs: number[] = [];
  let answered: (failures: number) => void = () => undefined;
  let lost: (error: Error) => void = () => undefined;
  const connection = await connectTo(
    job,
    0,
    { paths: [], data: Buffer.alloc(0) },
    { onAnswers: (_count, failures) => answered(failures), onLost: (error) => lost(error) },
  );
  for (let call = 0; call < job.calls; call++) {
    const sentMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      lost = reject;
      answered = (failures) => {
        if (failures === 0) resolve();
        else reject(new Error(`the children of ${job.path} were not listed`));
      };
      connection.list(job.path);
      connection.flush();
    });
    callsMs.push(performance.now() - sentMs);
  }
  lost = () => undefined;
  await connection.close();
  return { type: 'listed', callsMs };
}
