import type { SeenEvent } from '../history';

export interface WantedValues {
  readonly withData?: boolean;
  readonly withPreviousData?: boolean;
}

/** An event carries the values that were asked for as they were at the change, or says that they are absent; nothing else. Null for nothing amiss. */
export function valuesFlaw(told: SeenEvent, wanted: WantedValues, truth: SeenEvent): string | null {
  const { eventType } = told;
  const hasData = eventType === 'created' || eventType === 'dataChanged';
  const hadData = eventType === 'deleted' || eventType === 'dataChanged';
  return (
    flawOf('data', told.data, wanted.withData === true && hasData, truth.data) ??
    flawOf('previous data', told.previousData, wanted.withPreviousData === true && hadData, truth.previousData)
  );
}

function flawOf(what: string, told: string | null | undefined, isDue: boolean, truth: string | null | undefined): string | null {
  if (!isDue) return told === undefined ? null : `carries ${what} that nobody asked for`;
  if (told === undefined) return `says nothing of its ${what}, not even that it is absent`;
  return told === null || told === truth ? null : `carries the ${what} ${told.slice(0, 40)}; it was ${truth?.slice(0, 40)}`;
}
