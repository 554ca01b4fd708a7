import type { AnchorHTMLAttributes, ReactElement } from 'react';
import { Link } from 'wouter';
import { hrefOf, type Target } from './links.ts';
import { useAddress } from './use-address.ts';

export interface AProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly to: Target;
  readonly ref?: React.Ref<HTMLAnchorElement>;
}

/** A link to one of our pages. Range and filters of the present page come along unless the target sets its own. */
export function A({ to, ...rest }: AProps): ReactElement {
  const { address } = useAddress();
  return <Link {...rest} href={hrefOf(to, address)} />;
}
