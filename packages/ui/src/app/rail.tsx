import type { ReactElement } from 'react';
import { A } from '../url/link.tsx';
import { links } from '../url/links.ts';
import { lazyPart } from './lazy-part.tsx';
import { Mark } from './mark.tsx';
import { isPresent, PAGES } from './pages.ts';
import css from './rail.module.css';

const Receiving = lazyPart(async () => (await import('./receiving.tsx')).Receiving);

/** The popover that the bar's menu button opens on a narrow screen. */
export const RAIL_ID = 'rail';

const hideRail = (): void => document.getElementById(RAIL_ID)?.hidePopover();

/** The rail of pages; below 861 px it is a drawer. */
export function Rail({ path }: { readonly path: string }): ReactElement {
  return (
    <nav id={RAIL_ID} popover="auto" aria-label="Pages" className={css['rail']}>
      <A to={links.overview()} className={css['brand']} onClick={hideRail}>
        <Mark size={22} />
        Sightglass
      </A>
      <ul className={css['list']}>
        {PAGES.map((entry) => (
          <li key={entry.label}>
            <A
              to={entry.to}
              className={css['entry']}
              aria-current={isPresent(entry, path) ? 'page' : undefined}
              onClick={hideRail}
            >
              <entry.icon size={16} aria-hidden="true" />
              {entry.label}
            </A>
          </li>
        ))}
      </ul>
      <Receiving />
    </nav>
  );
}
