import { Activity, Menu as MenuIcon, Search } from 'lucide-react';
import type { ReactElement } from 'react';
import { useAsk } from '../ask/use-ask.tsx';
import { Button } from '../parts/button.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { useKnownServices } from '../parts/known-services.ts';
import { useAddress } from '../url/use-address.ts';
import { AppearanceMenu } from './appearance-menu.tsx';
import { FilterChips } from './filter-chips.tsx';
import { lazyPart } from './lazy-part.tsx';
import { RAIL_ID } from './rail.tsx';
import { RangeMenu } from './range-menu.tsx';
import css from './top-bar.module.css';

const SessionMenu = lazyPart(async () => (await import('./session-menu.tsx')).SessionMenu);

/** What holds on every page: environment, filters, search, range, appearance. */
export function TopBar({ onSearch }: { readonly onSearch: () => void }): ReactElement {
  return (
    <header className={css['bar']}>
      <Button look="icon" className={css['drawer']} popoverTarget={RAIL_ID} aria-label="Pages">
        <MenuIcon size={18} aria-hidden="true" />
      </Button>
      <EnvironmentMenu />
      <FilterChips />
      <Button className={css['search']} onClick={onSearch} aria-keyshortcuts="Control+K">
        <Search size={15} aria-hidden="true" />
        <span className={css['hint']}>Search or jump to</span>
        <kbd aria-hidden="true" className={css['keys']}>
          Ctrl K
        </kbd>
      </Button>
      <RangeMenu />
      <SessionPlace />
      <AppearanceMenu />
    </header>
  );
}

/** A menu only where there is something to choose: several projects, or a session to end. */
function SessionPlace(): ReactElement | null {
  const { data } = useAsk('session', {});
  const isChoice = data !== undefined && (data.projects.length > 1 || (data.needsKey && data.principal !== null));
  return isChoice ? <SessionMenu session={data} /> : null;
}

function EnvironmentMenu(): ReactElement {
  const { address, change } = useAddress();
  const known = useKnownServices();
  const names = [...new Set([...address.env, ...known.flatMap(({ environments }) => environments)])]
    .filter((name) => name !== '')
    .sort();
  const all: MenuItem = {
    id: 'all',
    label: 'All environments',
    checked: address.env.length === 0,
    onSelect: () => change({ env: [] }),
  };
  const items = names.map((name): MenuItem => ({
    id: `is ${name}`,
    label: name,
    checked: address.env.includes(name),
    onSelect: () => change({ env: [name] }),
  }));
  // With one environment and no filter, all is that one.
  const unfiltered = names.length === 1 ? names[0] : 'All environments';
  const said = address.env.length === 0 ? unfiltered : address.env.join(', ');
  return (
    <Menu
      name={`Environment: ${said}`}
      label={
        <>
          <Activity size={15} aria-hidden="true" className={css['environmentIcon']} />
          <span className={css['environment']}>{said}</span>
        </>
      }
      groups={items.length === 0 ? [[all]] : [[all], items]}
    />
  );
}
