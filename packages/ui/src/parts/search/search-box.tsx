import { Search } from 'lucide-react';
import { useId, useMemo, useRef, useState, type FormEvent, type KeyboardEvent, type ReactElement } from 'react';
import { useAddress } from '../../url/use-address.ts';
import { Button } from '../button.tsx';
import { formatCompact } from '../format.ts';
import css from './search.module.css';
import { typedAt, withSuggestion } from './suggest.ts';
import { useSuggestions } from './use-suggestions.ts';

export interface SearchBoxProps {
  /** Whose keys and values are suggested. */
  readonly signal: 'logs' | 'traces';
  readonly label: string;
  readonly placeholder: string;
  /** How the language works, for those who do not see the example. */
  readonly hint: string;
}

/** The search of a list. What is typed becomes the address on Enter: half a term is no question yet. */
export function SearchBox({ hint, ...shown }: SearchBoxProps): ReactElement {
  const { address, change } = useAddress();
  const hintId = useId();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('q');
    change({ q: typeof given === 'string' ? given.trim() : '', page: { cursor: '' } });
  };
  return (
    <form role="search" className={css['search']} onSubmit={submit}>
      {/* Keyed by the address, so that Back also changes what stands in the box. */}
      <Draft key={address.q} q={address.q} hintId={hintId} {...shown} />
      <Button look="primary" type="submit">
        <Search size={15} aria-hidden="true" />
        Search
      </Button>
      <p id={hintId} className="sr">
        {hint}
      </p>
    </form>
  );
}

interface DraftProps extends Omit<SearchBoxProps, 'hint'> {
  readonly q: string;
  readonly hintId: string;
}

/** What is typed, and below it what could follow: ↑ ↓ choose, Enter takes what is chosen, Esc puts it away. */
function Draft({ q, hintId, signal, label, placeholder }: DraftProps): ReactElement {
  const [text, setText] = useState(q);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const typed = useMemo(() => (caret === null ? null : typedAt(text, caret)), [text, caret]);
  const suggestions = useSuggestions(signal, typed);
  const isOpen = suggestions.length > 0;
  const active = isOpen ? Math.min(chosen, suggestions.length - 1) : -1;
  const put = (next: string, at: number | null): void => {
    setText(next);
    setCaret(at);
    setChosen(-1);
  };
  const take = (at: number): void => {
    const suggestion = suggestions[at];
    if (suggestion === undefined || typed === null) return;
    const next = withSuggestion(text, typed, suggestion.text);
    put(next.q, next.caret);
    // The value is set by the next drawing, and the caret with it.
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!isOpen) return;
    if (step !== undefined) setChosen(Math.max(-1, Math.min(suggestions.length - 1, active + step)));
    else if (event.key === 'Enter' && active >= 0) take(active);
    else if (event.key === 'Escape') setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={css['box']}>
      <input
        ref={input}
        type="search"
        name="q"
        role="combobox"
        aria-label={label}
        aria-describedby={hintId}
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${list}-${active}` : undefined}
        value={text}
        onChange={(event) => put(event.target.value, event.target.selectionStart)}
        onKeyDown={onKeyDown}
        onBlur={() => setCaret(null)}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
      />
      {isOpen && (
        <ul id={list} role="listbox" aria-label="Suggestions" className={css['list']}>
          {suggestions.map(({ text, count }, at) => (
            <li
              key={text}
              id={`${list}-${at}`}
              role="option"
              aria-selected={at === active}
              className={css['item']}
              // The box keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(at)}
            >
              <span className={css['text']}>{text === '' ? '(empty)' : text}</span>
              <span className={css['count']}>{formatCompact(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
