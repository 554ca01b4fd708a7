import { useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { noteSignedOut } from '../ask/signed-out.ts';
import type { Answers } from '../ask/types.ts';
import { useChange } from '../ask/use-change.ts';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { links } from '../url/links.ts';
import { useAddress } from '../url/use-address.ts';
import { isPresent, PAGES } from './pages.ts';
import { routeOf } from './routes.tsx';
import css from './top-bar.module.css';

/** Which project is looked at, and how to sign out. */
export function SessionMenu({ session }: { readonly session: Answers['session'] }): ReactElement {
  const cache = useQueryClient();
  const { address, path, go } = useAddress();
  const { send } = useChange([]);
  const { projects, principal } = session;
  const shown = address.project === '' ? session.project : address.project;
  const name = projects.find(({ slug }) => slug === shown)?.name ?? shown;
  const choose = (slug: string): void => {
    cache.clear();
    // A page of one thing, and filters by name, belong to the project that is left.
    const isOfOne = routeOf(path)?.path.includes(':') ?? true;
    const page = isOfOne ? (PAGES.find((entry) => isPresent(entry, path))?.to ?? links.overview()) : { path };
    go({ ...page, project: slug === session.project ? '' : slug, service: [], env: [], release: [] });
    // All of the page is new, and the button that was pressed is gone.
    requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }));
  };
  const signOut = async (): Promise<void> => {
    const { done } = await send({ method: 'DELETE', path: 'session' });
    if (!done) return;
    cache.clear();
    noteSignedOut();
  };
  const items = projects.map(({ slug, name }): MenuItem => ({
    id: `project ${slug}`,
    label: name,
    checked: slug === shown,
    onSelect: () => choose(slug),
  }));
  const isSignedIn = principal !== null && principal.kind !== 'open';
  return (
    <Menu
      name={`Project: ${name}`}
      label={
        <>
          <KeyRound size={15} aria-hidden="true" />
          <span className={css['project']}>{name}</span>
        </>
      }
      groups={[
        items.length > 1 ? items : [],
        isSignedIn ? [{ id: 'sign out', label: 'Sign out', onSelect: () => void signOut() }] : [],
      ]}
    />
  );
}
