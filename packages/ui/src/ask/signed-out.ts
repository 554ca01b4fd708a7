/** Whether the server wants a key that this browser has not shown, or shows no more, learnt from its answers. */
import { createNoted } from './noted.ts';

const signedOut = createNoted(false);
let holders = 0;

export const noteSignedOut = (): void => {
  if (holders === 0) signedOut.note(true);
};
export const noteSignedIn = (): void => signedOut.note(false);
export const useSignedOut = (): boolean => signedOut.use();

/** Until the returned function is called, nothing leads away from the page: it is just about to sign in by itself. */
export function holdSignedOut(): () => void {
  holders += 1;
  return () => {
    holders -= 1;
  };
}
