/** Style of the explorer. Colours are the page's where it has them; the fallbacks are safe for the colour-blind. */
export const EXPLORE_CSS = `
#explore { --x-ink: var(--ink, CanvasText); --x-muted: var(--soft, GrayText); --x-line: var(--rule, #8886); --x-measured: var(--soft, #767676); --x-yours: var(--blue, #0072b2); --x-danger: var(--alarm, #d55e00); }
#explore .choose { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; align-items: end; margin-block: 1rem; }
#explore .bench { display: grid; gap: 1rem 1.5rem; }
#explore .panel { display: grid; gap: 1rem; align-content: start; min-width: 0; }
#explore .shown { min-width: 0; }
#explore .charts { grid-template-columns: minmax(0, 1fr); }
@media (min-width: 60rem) {
  #explore .bench { grid-template: auto 1fr / 20rem 1fr; }
  #explore .panel { grid-area: 1 / 1 / 3 / 2; }
  #explore .said { grid-area: 1 / 2 / 2 / 3; }
  #explore .shown { grid-area: 2 / 2 / 3 / 3; }
}
@media (max-width: 59.99rem) {
  #explore .said { position: sticky; bottom: 0; font-size: 0.875em; background: var(--paper, Canvas); border-top: 2px solid var(--x-ink); padding: 0.5rem 0; }
}
#explore fieldset { border: 1px solid var(--x-line); border-radius: 6px; padding: 0.5rem 0.9rem 0.9rem; margin: 0; min-width: 0; }
#explore legend { font-weight: 600; padding-inline: 0.3rem; }
#explore .control { display: grid; gap: 0.15rem; margin-top: 0.6rem; }
#explore .control label { font-weight: 500; }
#explore .move { display: grid; grid-template-columns: 1fr 6.5rem; gap: 0.75rem; align-items: center; }
#explore input[type="range"] { width: 100%; min-width: 0; accent-color: var(--x-yours); }
#explore input[type="number"], #explore select { font: inherit; width: 100%; min-height: 2rem; box-sizing: border-box; }
#explore button { font: inherit; padding: 0.35rem 0.8rem; min-height: 2rem; cursor: pointer; }
#explore .about, #explore .proof, #explore .line-names { color: var(--x-muted); font-size: 0.875em; margin: 0.2rem 0; overflow-wrap: anywhere; }
#explore .said { display: block; min-width: 0; }
#explore figure { margin: 1rem 0; }
#explore figcaption, #explore caption { font-weight: 600; text-align: start; color: var(--x-ink); min-height: 0; }
#explore svg { display: block; width: 100%; height: auto; max-width: 48rem; }
#explore svg text { fill: var(--x-muted); font-size: 12px; }
#explore svg .grid { stroke: var(--x-line); stroke-width: 1; }
#explore svg .level { stroke: var(--x-danger); stroke-width: 1.5; stroke-dasharray: 2 3; }
#explore svg .level-name { fill: var(--x-danger); }
#explore svg .marked { stroke: var(--x-ink); stroke-width: 1; opacity: 0.5; }
#explore svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
#explore svg .measured { stroke: var(--x-measured); stroke-dasharray: 6 4; }
#explore svg .yours { stroke: var(--x-yours); }
#explore .swatch { display: inline-block; width: 1.6rem; height: 0; border-top: 2px solid var(--x-yours); margin: 0 0.4rem 0.25rem 0; vertical-align: middle; }
#explore .swatch.measured { border-top: 2px dashed var(--x-measured); }
#explore .swatch.yours { margin-inline-start: 1.2rem; }
#explore .scroll { overflow-x: auto; }
#explore table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
#explore th, #explore td { padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--x-line); text-align: end; }
#explore th[scope="row"], #explore thead th:first-child { text-align: start; font-weight: 400; }
#explore tr.changed th, #explore tr.changed td { font-weight: 600; }
@media print { #explore-app { display: none; } }
`
