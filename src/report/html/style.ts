import { FONT, THEME_CSS } from '../charts/theme.js'

const BASE = `
*{box-sizing:border-box}
html{font-size:16px;-webkit-text-size-adjust:100%;scroll-padding-top:3.5rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 ${FONT};font-variant-numeric:lining-nums}
h1,h2,h3,h4{font-weight:600;line-height:1.2;letter-spacing:-.01em;margin:0 0 .6rem;text-wrap:balance;overflow-wrap:anywhere}
h1{text-wrap:wrap;font-size:clamp(1.3rem,2.6vw,1.8rem);font-weight:500}
h2{font-size:1.4rem;margin-top:2.4rem;padding-top:.8rem;border-top:1px solid var(--rule)}
h3{font-size:1.2rem;margin-top:2.4rem}
h4{font-size:1rem;margin-top:1.6rem}
p,ul,ol,dl{margin:0 0 .9rem;max-width:68ch}
p,li,dd,td,summary{overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible,pre:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--blue);outline-offset:2px;border-radius:2px}
.soft{color:var(--soft)}
small,.small{font-size:.85rem}
.page{max-width:1140px;margin:0 auto;padding:0 1rem 5rem}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;z-index:3;background:var(--card);padding:.5rem 1rem;border-radius:4px}
.top{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--rule)}
.top ul{max-width:1140px;margin:0 auto;padding:.55rem 1rem;display:flex;gap:1.4rem;list-style:none;overflow-x:auto;font-size:.9rem;white-space:nowrap}
.top a{color:var(--soft);text-decoration:none}
.top a:hover{color:var(--link);text-decoration:underline}
`

const HEADER = `
header{padding-top:1.2rem}
.kicker{color:var(--soft);font-size:.9rem;margin-bottom:.4rem}
.hero{display:grid;grid-template-columns:minmax(0,1fr) 358px;gap:2rem;align-items:start}
.lead{font-size:1.1rem;line-height:1.4;max-width:60ch;margin:0 0 .3rem}
.verdict{margin:.4rem 0 1rem;padding:0;max-width:none}
.verdict div{display:grid;grid-template-columns:6.2rem minmax(0,1fr);gap:0 .8rem;padding:.22rem 0;border-bottom:1px solid var(--rule)}
.verdict dt{color:var(--soft);font-size:.9rem;line-height:1.45}
.verdict dd{margin:0;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
.badge{display:inline-block;font-size:.75rem;font-weight:600;letter-spacing:.04em;padding:.1rem .45rem;border-radius:3px;white-space:nowrap;color:var(--ink)}
.why{margin-top:.6rem}
.mark{margin:0}.mark figcaption{min-height:0}
.mark{display:grid;grid-template-columns:320px minmax(0,1fr);gap:1.5rem;align-items:center}.mark svg{width:100%;max-width:320px}
`

const FIGURES = `
figure{margin:0 0 1rem;min-width:0}
figcaption{overflow-wrap:anywhere;font-size:.85rem;min-height:2.8em;line-height:1.4;color:var(--soft)}
figcaption strong{color:var(--ink);font-weight:600}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,350px),1fr));gap:1.4rem 1.2rem;margin:1rem 0}
figure .axis{margin:0 0 -.4rem}figure .soft{margin-top:.4rem}.charts.two{grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));max-width:900px}
svg.chart{display:block;max-width:100%;height:auto;overflow:visible;font-size:11px}
svg.chart text{white-space:pre}
.keys{display:flex;flex-wrap:wrap;gap:0 .9rem}
.keys .key::before{content:"";display:inline-block;width:1.1em;height:.25em;margin-right:.35em;vertical-align:middle;border-radius:1px;background:currentColor}
.keys .blue{color:var(--blue)}.keys .rust{color:var(--alarm)}.keys .rust::before{background:var(--rust)}.keys .green{color:var(--green)}.keys .violet{color:var(--violet)}.keys .amber{color:var(--amber)}
.marks{list-style:none;padding:0;font-size:.85rem;color:var(--soft);display:grid;gap:.15rem;max-width:none}
.marks b{display:inline-block;min-width:1.3em;color:var(--ink)}
`

const TABLES = `
.scroll{overflow-x:auto;margin:0 0 1.2rem}
table{border-collapse:collapse;font-size:.85rem;line-height:1.35;width:100%;font-variant-numeric:tabular-nums lining-nums}
caption{text-align:left;color:var(--soft);padding:0 0 .4rem;font-size:.85rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--rule);min-width:4.2em}
td:last-child,th:last-child{padding-right:0}
thead th{overflow-wrap:normal;font-weight:600;vertical-align:bottom;border-bottom:1.5px solid var(--soft)}
tbody th{font-weight:500}
.n{text-align:right}
.n{overflow-wrap:break-word}
pre{background:var(--card);border:1px solid var(--rule);border-radius:4px;padding:.8rem 1rem;font:.85rem/1.5 ui-monospace,Menlo,Consolas,"Liberation Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
code{font-family:ui-monospace,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
details{border-bottom:1px solid var(--rule);margin:0}
details>summary{cursor:pointer;padding:.55rem 0;font-weight:500}
details>summary:hover{color:var(--link)}
details[open]>summary{margin-bottom:.5rem}
details.scenario>summary{list-style:none}
.line{display:inline-flex;flex-wrap:wrap;align-items:center;gap:.2rem .8rem;width:calc(100% - 1.2rem)}
.line svg{margin-left:auto}
details.scenario>summary::before{content:"▸";color:var(--soft);display:inline-block;width:1.2rem}details.scenario[open]>summary::before{content:"▾"}
summary.fold{font-size:1.2rem}
.c-fine{background:var(--fine)}.c-near{background:var(--near)}.c-sunk{background:var(--sunk)}
`

const COMPARED = `
.matrices{display:flex;flex-wrap:wrap;gap:0 3rem}.matrices .scroll{min-width:0;max-width:100%}
.grid{width:auto}.grid a{color:inherit}.c-none{background:none}
.grid td{padding:.4rem .5rem;border:2px solid var(--paper);text-align:right}
.grid th{padding-right:.6rem}
.grid thead th{text-align:right}
.grid thead th:first-child{text-align:left}
.grid small{display:block;color:var(--soft)}
`

const STACK = `
.stack{list-style:none;padding:0;margin:1.2rem 0;max-width:none}
.stack li{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,2fr) minmax(0,4fr);gap:.2rem 1.6rem;padding:.7rem 0;border-bottom:1px solid var(--rule)}
.stack svg{grid-column:1/-1;width:100%;height:12px;display:block}
.stack .what{font-weight:600}
.stack .net{font-weight:600}
.stack p{margin:0}
footer{margin-top:4rem;color:var(--soft);font-size:.85rem}
`

const NARROW = `
@media screen and (max-width:820px){.scroll td:not(.n){min-width:9rem}.hero,.mark{grid-template-columns:minmax(0,1fr);gap:1rem}.stack li{grid-template-columns:minmax(0,1fr)}}
@media screen and (max-width:560px){h2{margin-top:2rem}.verdict div{grid-template-columns:5.2rem minmax(0,1fr)}.line svg{display:none}}
`

const PRINT = `
@page{size:A4;margin:15mm 14mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt ${FONT};color:#555}}
@media print{
html{font-size:9.5pt}body{background:#fff}
.top,.skip,.screen{display:none}
.page{max-width:none;padding:0}
header{padding-top:0}
.hero{grid-template-columns:minmax(0,1fr) 70mm;gap:6mm}
h2{margin-top:9mm;padding-top:3mm}h2,h3,h4,summary,caption,h2+p{break-after:avoid}
figure,.verdict div,.stack li,tr{break-inside:avoid}
.charts{grid-template-columns:repeat(3,minmax(0,1fr));gap:4mm}.charts.two{grid-template-columns:repeat(2,minmax(0,1fr));max-width:none}
.scroll{overflow:visible}
table{font-size:7pt}th,td{padding:1mm 1.4mm 1mm 0;min-width:0}thead th,.n{overflow-wrap:break-word;hyphens:auto}.stack li{grid-template-columns:minmax(0,5fr) minmax(0,3fr) minmax(0,4fr)}.matrices{display:block}
thead{display:table-header-group}
details{border:0}details::details-content{content-visibility:visible;display:block;height:auto;block-size:auto;opacity:1}
details>summary{list-style:none;font-weight:600;padding:1mm 0}
a{color:inherit;text-decoration:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`

/** The style sheet of a report. */
export const STYLE = [THEME_CSS, BASE, HEADER, FIGURES, TABLES, COMPARED, STACK, NARROW, PRINT]
  .join('')
  .replaceAll('\n', '')
