#pragma once

namespace modalscope {

/// Style sheet of a report's HTML page.
inline constexpr const char* kReportStyle = R"(
:root { color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --text: #1b2027; --muted: #5b6572; --line: #d9dee5; --soft: #eef1f5;
  --accent: #0b5cad; --strong: #10151b; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #14171c; --card: #1b2027; --text: #dde3ea; --muted: #97a3b1; --line: #313a45; --soft: #232a33;
  --accent: #7db8f0; --strong: #ffffff; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.55 "Liberation Sans", Arial, Helvetica, sans-serif; }
.page { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); gap: 2rem; max-width: 78rem;
  margin: 0 auto; padding: 2rem 1.5rem 4rem; }
header { grid-column: 1 / -1; border-bottom: 1px solid var(--line); padding-bottom: 1rem; }
header p { margin: .25rem 0 0; color: var(--muted); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; color: var(--strong); overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 0 0 .8rem; color: var(--strong); }
h3 { font-size: 1.08rem; margin: 1.8rem 0 .6rem; color: var(--strong); }
h4 { font-size: .95rem; margin: 1.2rem 0 .35rem; color: var(--strong); }
nav { position: sticky; top: 1rem; align-self: start; font-size: .9rem; max-height: calc(100vh - 2rem);
  overflow: auto; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav ol ol { padding-left: .9rem; font-size: .93em; }
nav a { display: block; padding: .2rem .5rem; border-radius: 4px; color: var(--muted); text-decoration: none; }
nav a:hover { background: var(--soft); color: var(--accent); }
a:focus-visible, summary:focus-visible, pre:focus-visible, .wide:focus-visible { outline: 2px solid var(--accent);
  outline-offset: 2px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1.3rem 1.6rem;
  margin-bottom: 1.2rem; }
section > :last-child { margin-bottom: 0; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) minmax(0, 1fr); margin: 0 0 1rem;
  border-top: 1px solid var(--line); }
dt, dd { margin: 0; padding: .28rem .8rem .28rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--muted); } dd { overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; } li { margin: .25rem 0; }
figure { margin: 1.2rem 0 1.8rem; }
figure .drawing { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: .8rem; }
figure svg { display: block; width: 100%; height: auto; margin: 0 auto; }
figcaption { margin-top: .5rem; font-size: .9rem; color: var(--muted); }
figcaption strong { color: var(--strong); }
details { font-size: .85rem; color: var(--muted); margin-top: .25rem; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.wide { overflow-x: auto; margin: 1.2rem 0 .4rem; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding-bottom: .4rem; color: var(--strong); }
th, td { padding: .22rem .9rem .22rem 0; text-align: right; white-space: nowrap; vertical-align: top; }
th.text, td.text { text-align: left; }
.texts td.text { white-space: normal; overflow-wrap: anywhere; }
thead th { vertical-align: bottom; font-weight: bold; color: var(--muted); }
tbody th { font-weight: normal; }
thead { border-top: 2px solid var(--muted); border-bottom: 1px solid var(--muted); }
tbody { border-bottom: 1px solid var(--line); }
tbody:last-of-type { border-bottom: 2px solid var(--muted); }
tbody tr:hover { background: var(--soft); }
.note { font-size: .86rem; color: var(--muted); margin: .3rem 0 0; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow: auto;
  max-height: 30rem; font: .82rem/1.45 "Liberation Mono", "DejaVu Sans Mono", Consolas, monospace; }
@media (max-width: 60rem) { .page { display: block; } nav { position: static; max-height: none;
  margin: 1rem 0; } }
@media print {
  @page { size: A4; margin: 18mm 16mm; }
  :root { --ground: #fff; --card: #fff; --text: #000; --muted: #333; --line: #bbb; --soft: #f4f4f4;
    --accent: #000; --strong: #000; }
  html { font-size: 10pt; } body { font-size: 9pt; } .page { display: block; padding: 0; }
  nav { position: static; max-height: none; margin: 6mm 0; columns: 2; } nav ol ol { break-inside: avoid; }
  section { border: 0; padding: 0; margin: 8mm 0 0; }
  h2, h3, h4, caption { break-after: avoid; } figure, tr, dl > * { break-inside: avoid; }
  thead { break-after: avoid; } .note { font-size: 7.5pt; } figcaption { font-size: 8.5pt; }
  figure .drawing { border: 0; padding: 0; }
  .wide { overflow: visible; } table { font-size: 7.5pt; } th, td { padding: .5mm 2mm .5mm 0; }
  .texts td.text, .texts th.text { white-space: normal; }
  pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 7.5pt; }
  details { display: none; }
}
)";

} // namespace modalscope
