import { Contrast } from 'lucide-react';
import type { ReactElement } from 'react';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { changeSettings, useSettings, type Settings } from '../parts/settings.ts';

/** What belongs to the reader: theme, density, single-letter shortcuts. */
export function AppearanceMenu(): ReactElement {
  const settings = useSettings();
  const choice = <Key extends keyof Settings>(key: Key, value: Settings[Key], label: string): MenuItem => ({
    id: label,
    label,
    checked: settings[key] === value,
    onSelect: () => changeSettings({ [key]: value }),
  });
  return (
    <Menu
      look="icon"
      name="Appearance"
      label={<Contrast size={17} aria-hidden="true" />}
      groups={[
        [
          choice('theme', 'system', 'As the system'),
          choice('theme', 'light', 'Light'),
          choice('theme', 'dark', 'Dark'),
        ],
        [choice('density', 'normal', 'Roomy rows'), choice('density', 'compact', 'Compact rows')],
        [
          choice('letterKeys', true, 'Single-letter shortcuts'),
          choice('letterKeys', false, 'No single-letter shortcuts'),
        ],
      ]}
    />
  );
}
