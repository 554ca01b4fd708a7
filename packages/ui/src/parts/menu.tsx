import { Check } from 'lucide-react';
import { useId, useRef, type KeyboardEvent, type ReactElement, type ReactNode, type ToggleEvent } from 'react';
import { holdClock } from '../url/clock.ts';
import { Button } from './button.tsx';
import css from './menu.module.css';

export interface MenuItem {
  readonly id: string;
  readonly label: ReactNode;
  /** Given for a choice: whether it is the present one. */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

export interface MenuProps {
  /** What the button says; `name` is the accessible name where that is not words. */
  readonly label: ReactNode;
  readonly name?: string;
  readonly look?: 'normal' | 'icon';
  /** Groups of items, a line between them. */
  readonly groups: readonly (readonly MenuItem[])[];
}

/** A button with a menu below it: the browser's own popover, so that Esc and a click elsewhere close it. */
export function Menu({ label, name, look = 'normal', groups }: MenuProps): ReactElement {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const release = useRef<(() => void) | null>(null);
  const onToggle = (event: ToggleEvent<HTMLDivElement>): void => {
    release.current?.();
    release.current = null;
    if (event.newState !== 'open') return;
    release.current = holdClock();
    const items = itemsOf(event.currentTarget);
    (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus();
  };
  const choose = (item: MenuItem): void => {
    list.current?.hidePopover();
    item.onSelect();
  };
  return (
    <div className={css['menu']}>
      <Button
        look={look}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={name}
        title={look === 'icon' ? name : undefined}
      >
        {label}
      </Button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={name}
        className={css['list']}
        onToggle={onToggle}
        onKeyDown={moveInMenu}
      >
        {groups
          .filter((items) => items.length > 0)
          .map((items, at) => (
            <div role="group" key={at} className={css['group']}>
              {items.map((item) => (
                <button
                  key={item.id}
                  type="button"
                  role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
                  aria-checked={item.checked}
                  tabIndex={-1}
                  className={css['item']}
                  onClick={() => choose(item)}
                >
                  {item.label}
                  {item.checked === true && <Check size={14} aria-hidden="true" />}
                </button>
              ))}
            </div>
          ))}
      </div>
    </div>
  );
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

/** ↑↓ Home End move, a letter goes to the next item that begins with it, Tab leaves. */
function moveInMenu(event: KeyboardEvent<HTMLElement>): void {
  const items = itemsOf(event.currentTarget);
  const at = items.findIndex((item) => item === document.activeElement);
  const next = nextInMenu(event.key, at, items);
  if (event.key === 'Tab') event.currentTarget.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(next)?.focus();
}

function nextInMenu(key: string, at: number, items: readonly HTMLElement[]): number | undefined {
  if (key === 'ArrowDown') return (at + 1) % items.length;
  if (key === 'ArrowUp') return at <= 0 ? -1 : at - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return -1;
  if (!/^\p{L}$/u.test(key)) return undefined;
  const order = items.map((_, step) => (at + 1 + step) % items.length);
  return order.find((index) => items[index]?.textContent.toLowerCase().startsWith(key.toLowerCase()));
}
