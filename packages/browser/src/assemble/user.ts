import { ATTR_ENDUSER_PSEUDO_ID, ATTR_USER_ID } from '@sightglass/api/semconv';
import type { User } from '@sightglass/errors/browser/internal';
import type { Attributes } from '@sightglass/otlp';

/** Who visits. `id` and `anonymousId` stand on every record; `email` and `name` on errors alone. */
export interface PageUser extends User {
  /** `enduser.pseudo.id`: the same person before anybody knows who it is. */
  readonly anonymousId?: string;
}

/** What of a user stands on every record. */
export function attributesOfUser(user: PageUser | null | undefined): Attributes {
  return { [ATTR_USER_ID]: user?.id, [ATTR_ENDUSER_PSEUDO_ID]: user?.anonymousId };
}
