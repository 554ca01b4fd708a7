import { Search } from 'lucide-react';
import { useId, useState, type FormEvent, type ReactElement } from 'react';
import { Button } from '../../parts/button.tsx';
import { useAddress } from '../../url/use-address.ts';
import css from './traces.module.css';

/** The search of the list. What is typed becomes the address on Enter: half a term is no question yet. */
export function SearchBox(): ReactElement {
  const { address, change } = useAddress();
  const hint = useId();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('q');
    change({ q: typeof given === 'string' ? given.trim() : '', page: { cursor: '' } });
  };
  return (
    <form role="search" className={css['search']} onSubmit={submit}>
      <Draft key={address.q} q={address.q} hint={hint} />
      <Button look="primary" type="submit">
        <Search size={15} aria-hidden="true" />
        Search
      </Button>
      <p id={hint} className="sr">
        Words are looked for in names, services and error messages. A key narrows: http.route:/cart, duration&gt;500ms,
        -status:error.
      </p>
    </form>
  );
}

/** Keyed by the address, so that Back also changes what stands in the box. */
function Draft({ q, hint }: { readonly q: string; readonly hint: string }): ReactElement {
  const [text, setText] = useState(q);
  return (
    <input
      type="search"
      name="q"
      value={text}
      onChange={(event) => setText(event.target.value)}
      aria-label="Search traces"
      aria-describedby={hint}
      placeholder="checkout duration>500ms http.route:/cart -status:error"
      spellCheck={false}
      autoComplete="off"
    />
  );
}
