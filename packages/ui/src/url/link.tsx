import { createContext, useContext, type AnchorHTMLAttributes, type ReactElement, type Ref } from 'react';
import { Link } from 'wouter';
import { hrefOf, type Target } from './links.ts';
import { useAddress } from './use-address.ts';

/** Called with the path of a link that is pointed at or focused: its page can be loaded before the click. */
export const PreloadContext = createContext<(path: string) => void>(() => undefined);

export interface AProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly to: Target;
  readonly ref?: Ref<HTMLAnchorElement>;
}

/** A link to one of our pages. Range and filters of the present page come along unless the target sets its own. */
export function A({ to, ...rest }: AProps): ReactElement {
  const { address } = useAddress();
  const preload = useContext(PreloadContext);
  const ahead = (): void => preload(to.path);
  return <Link onPointerEnter={ahead} onFocus={ahead} {...rest} href={hrefOf(to, address)} />;
}
