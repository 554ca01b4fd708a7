import { useId, useState, type KeyboardEvent, type ReactElement } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { useKnownServices } from '../parts/known-services.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { useAddress } from '../url/use-address.ts';
import { paletteItems, type PaletteItem } from './palette-items.ts';
import css from './palette.module.css';

/** Jumps to a page, a service, a saved view, a trace or a search, by typing. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { change, go } = useAddress();
  const services = useKnownServices();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const views = useAsk('views', {});
  const items = paletteItems(text, {
    services: services.map(({ service }) => service),
    views: views.data?.items ?? [],
  });
  const active = Math.min(at, items.length - 1);
  const choose = (item: PaletteItem | undefined): void => {
    if (item === undefined) return;
    onClose();
    if ('go' in item.does) go(item.does.go);
    else change({ t: item.does.range });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') choose(items[active]);
    else if (step !== undefined && items.length > 0) setAt((active + step + items.length) % items.length);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Search or jump to" quiet onClose={onClose}>
      <input
        className={css['input']}
        role="combobox"
        aria-label="Search or jump to"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={items[active] && `${list}-${active}`}
        aria-autocomplete="list"
        autoFocus
        placeholder="Page, service, trace id or words"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
      />
      <ul id={list} role="listbox" aria-label="Found" className={css['list']}>
        {items.map((item, index) => (
          <li
            key={item.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className={css['item']}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(item)}
          >
            <span className={css['label']}>{item.label}</span>
            <span className={css['kind']}>{item.kind}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
