import { useId, useState, type FormEvent, type ReactElement } from 'react';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { readClock } from '../url/clock.ts';
import { boundsOf, formatRange, parseRange } from '../url/range.ts';
import { useAddress } from '../url/use-address.ts';
import css from './top-bar.module.css';

/** Sets a range by its first and last instant, in the same text as the address. */
export function RangeDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { address, change } = useAddress();
  const [given] = useState(() => {
    const { from, to } = boundsOf(address.t, readClock());
    return formatRange({ kind: 'fixed', from, to }).split('/');
  });
  const [from, setFrom] = useState(given[0] ?? '');
  const [to, setTo] = useState(given[1] ?? '');
  const [problem, setProblem] = useState('');
  const hint = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const range = parseRange(`${from.trim()}/${to.trim()}`);
    if (range === null) {
      setProblem(`${from} to ${to} is no range: both take 2026-11-20T02:31Z, and the second is later.`);
      return;
    }
    change({ t: range });
    onClose();
  };
  return (
    <Dialog title="Range of time" onClose={onClose}>
      <form className={css['fields']} onSubmit={submit}>
        <label>
          From
          <input
            value={from}
            onChange={(event) => setFrom(event.target.value)}
            aria-describedby={hint}
            spellCheck={false}
          />
        </label>
        <label>
          To
          <input
            value={to}
            onChange={(event) => setTo(event.target.value)}
            aria-describedby={hint}
            spellCheck={false}
          />
        </label>
        <p id={hint}>Year-month-day, T, hour:minute, then Z for UTC or an offset such as +02:00.</p>
        {problem !== '' && <p role="alert">{problem}</p>}
        <div className={css['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Show this range
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
