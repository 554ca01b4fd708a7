import { useState, type FormEvent, type ReactElement } from 'react';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import form from '../parts/form.module.css';
import { readClock } from '../url/clock.ts';
import { boundsOf, formatRange, parseRange } from '../url/range.ts';
import { useAddress } from '../url/use-address.ts';

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
      <form className={form['form']} onSubmit={submit}>
        <Field label="From" name="from" value={from} onChange={(event) => setFrom(event.target.value)} />
        <Field label="To" name="to" value={to} onChange={(event) => setTo(event.target.value)} />
        <p>Year-month-day, T, hour:minute, then Z for UTC or an offset such as +02:00.</p>
        {problem !== '' && (
          <p role="alert" className={form['wrong']}>
            {problem}
          </p>
        )}
        <div className={form['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Show this range
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
