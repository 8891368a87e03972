// SPDX-License-Identifier: Apache-2.0
// What the page uses of the plotting library; the bundler leaves the rest out.
export { barX, barY, dot, line, plot, pointer, pointerX, rect, rectY, ruleX, ruleY, text, tip } from '@observablehq/plot';
