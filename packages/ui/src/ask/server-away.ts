/** Whether the server answers, learnt from the questions themselves: no ping while all is well. */
import { createNoted } from './noted.ts';

const away = createNoted(false);

export const noteAway = (): void => away.note(true);
export const noteAnswer = (): void => away.note(false);

/** Whether the last question got no answer at all. */
export const useServerAway = (): boolean => away.use();
