/** Style of the lesson. Colours are the page's where it has them. */
export const LESSON_CSS = `
#lesson { line-height: 1.55; }
#lesson > p, #lesson > ul, #lesson > ol, #lesson > dl { max-width: 44rem; }
#lesson .point { border-inline-start: 4px solid var(--blue, #0072b2); padding: 0.4rem 0.9rem; font-size: 1.05em; max-width: 42rem; }
#lesson .source { color: var(--soft, GrayText); font-size: 0.85em; }
#lesson .term { text-decoration-style: dotted; }
#lesson .scroll { overflow-x: auto; margin-block: 0.8rem; }
#lesson table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
#lesson caption { text-align: start; font-weight: 600; padding-bottom: 0.3rem; }
#lesson th, #lesson td { padding: 0.35rem 0.7rem; border-bottom: 1px solid var(--rule, #8886); text-align: start; vertical-align: top; }
#lesson th[scope="row"] { font-weight: 400; }
#lesson .number { text-align: end; white-space: nowrap; }
#lesson dt { font-weight: 600; margin-top: 0.7rem; scroll-margin-top: 4rem; }
#lesson dd { margin: 0.1rem 0 0 0; }
#lesson dt:target { background: Mark; color: MarkText; }
#lesson .question { margin-block: 1.2rem; }
#lesson summary { cursor: pointer; }
@media print { #lesson .set { display: none; } }
`
