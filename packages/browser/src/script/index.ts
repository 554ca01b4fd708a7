// The program of a script tag: `<script src="sightglass.js" data-endpoint="…" data-service="…">`, or what the snippet of `snippet.ts` loads.
import * as sightglass from '../index.ts';
import { takeOver } from './take-over.ts';

takeOver(sightglass, document.currentScript);
