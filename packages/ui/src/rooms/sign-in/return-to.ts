import { hrefOf, links, targetOf } from '../../url/links.ts';

/** The address to go back to after signing in: one of our own pages, else the overview. */
export function returnTo(from: string | undefined): string {
  const target = from === undefined ? null : targetOf(from);
  return target === null || target.path === links.signIn().path ? hrefOf(links.overview()) : hrefOf(target);
}
