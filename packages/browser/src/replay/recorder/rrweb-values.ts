/* oxlint-disable typescript/no-unsafe-enum-assignment -- the numbers that stand on the wire: a page would have to load the enums for them alone */
import type { EventType, IncrementalSource, NodeType } from '@rrweb/types';
export const FULL_SNAPSHOT: EventType.FullSnapshot = 2;
export const INCREMENTAL: EventType.IncrementalSnapshot = 3;
export const META: EventType.Meta = 4;
export const CUSTOM: EventType.Custom = 5;

export const MUTATION: IncrementalSource.Mutation = 0;
export const INPUT: IncrementalSource.Input = 5;
export const STYLE_SHEET_RULE: IncrementalSource.StyleSheetRule = 8;
export const STYLE_DECLARATION: IncrementalSource.StyleDeclaration = 13;
export const ADOPTED_STYLE_SHEET: IncrementalSource.AdoptedStyleSheet = 15;

export const ELEMENT: NodeType.Element = 2;
export const TEXT: NodeType.Text = 3;
