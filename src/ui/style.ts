// One file: the whole style sheet, which one address serves.

/** The one style sheet of all pages. Served as a file: the pages' security policy allows no inline style. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ground: #fff; --card: #f6f7f9; --line: #d8dce2; --text: #1d2129; --soft: #5b6472; --link: #0b5cad;
  --button: #1d6f42; --danger: #b3261e; --alert: #fdecea;
  --good: #1d6f42; --warn: #805b00; --bad: #b3261e;
  --critical: #8c1d18; --high: #b3401e; --medium: #805b00; --low: #2b6a3f; --info: #3f5878;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --card: #1d2128; --line: #343b46; --text: #e4e7ec; --soft: #9aa4b2; --link: #7db7f5;
    --button: #2e7d4f; --danger: #c9453c; --alert: #4a1f1c;
    --good: #67c08d; --warn: #d8b04a; --bad: #f2857d;
  --critical: #a8322b; --high: #a84a1f; --medium: #7d5c0c; --low: #2f7046; --info: #46618a;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1rem; border-bottom: 1px solid var(--line); background: var(--card); padding: .5rem max(1rem, 50vw - 35rem) }
header form { margin: 0 0 0 auto; flex: none }
.sections { display: flex; flex-wrap: wrap; gap: .25rem .25rem }
.sections a { padding: .25rem .5rem; border-radius: .375rem; color: var(--text) }
.sections [aria-current] { background: var(--ground); box-shadow: inset 0 0 0 1px var(--line); font-weight: 600 }
.skip { position: absolute; left: -100vw } .skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .25rem .5rem }
.way ol { display: flex; flex-wrap: wrap; gap: .25rem .5rem; list-style: none; margin: .5rem 0; padding: 0; font-size: .875rem }
.way li { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.way li + li::before { content: "/"; margin-right: .5rem; color: var(--soft) }
main { max-width: 72rem; margin: 0 auto; padding: .5rem 1rem 4rem }
a { color: var(--link) }
nav a, .brand, .title { text-decoration: none }
a:hover { text-decoration: underline }
.brand { font-weight: 700; color: var(--text) }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0 .5rem }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem }
.number, .meta { color: var(--soft); font-weight: 400 }
.meta { font-size: .875rem; margin: .25rem 0 }
.empty { color: var(--soft) }
.list { list-style: none; margin: 1rem 0; padding: 0; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden }
.list li { padding: .75rem 1rem }
.list li + li { border-top: 1px solid var(--line) }
.list .title { font-weight: 600 }
.labels { display: flex; flex-wrap: wrap; gap: .25rem; margin: .25rem 0 }
.labels:empty { display: none }
.label, .state { border-radius: 1rem; padding: .05rem .6rem; font-size: .8125rem; border: 1px solid var(--line); background: var(--card); color: var(--text) }
.state { font-weight: 600; color: #fff; border: 0 }
.state.open { background: var(--button) }
.state.closed { background: #6b4fa0 }
.critical, .high, .medium, .low, .info { color: #fff; border-color: transparent }
.critical { background: var(--critical) } .high { background: var(--high) } .medium { background: var(--medium) }
.low { background: var(--low) } .info { background: var(--info) }
.tabs { display: flex; gap: .5rem; border-bottom: 1px solid var(--line) }
.tabs a { padding: .5rem .75rem; color: var(--soft) }
.tabs [aria-current] { color: var(--text); font-weight: 600; box-shadow: inset 0 -2px var(--link) }
.count { font-weight: 400; color: var(--soft) }
.pager { display: flex; justify-content: space-between; gap: 1rem }
.card { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem }
.card:target { border-color: var(--link) }
.text > :first-child { margin-top: 0 } .text > :last-child { margin-bottom: 0 }
.text h1, .text h2, .text h3 { font-size: 1.1rem; margin: 1.25rem 0 .5rem }
pre, code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
pre code { font-size: inherit }
pre { tab-size: 4; overflow-x: auto; overflow-wrap: normal; padding: .75rem; border-radius: .375rem; background: var(--card); border: 1px solid var(--line) }
:not(pre) > code { padding: .1em .35em; border-radius: .25rem; background: var(--card) }
.text table { display: block; overflow-x: auto; border-collapse: collapse }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft) }
img { max-width: 100%; height: auto }
.files { padding-left: 1.25rem } .files img { display: block; max-height: 20rem; margin: .5rem 0; border: 1px solid var(--line) }
details { margin: .75rem 0 }
summary { cursor: pointer }
.text summary { font-weight: 600 }
.tools { font-size: .9375rem; margin-bottom: 0 } .tools > summary { color: var(--soft) }
form { margin: .75rem 0 }
label { display: block; margin-bottom: .5rem; color: var(--soft); font-size: .875rem }
input, textarea, select, button { font: inherit; color: var(--text); background: var(--ground); border: 1px solid var(--line); border-radius: .375rem; padding: .45rem .7rem }
input[type=checkbox] { width: auto; min-height: 0; margin: 0 .4em 0 0 } li:has(> input[type=checkbox]) { list-style: none; margin-left: -1.2em }
input:not([type=checkbox]), textarea { display: block; width: 100%; margin-top: .25rem }
textarea { resize: vertical; font-size: .9375rem }
button { background: var(--button); border-color: transparent; color: #fff; font-weight: 600; cursor: pointer }
button.plain { background: none; color: var(--soft); font-weight: 400; font-size: .875rem; padding: .25rem .5rem; white-space: nowrap }
button.danger { background: none; border-color: var(--bad); color: var(--bad) }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: 1.5rem 0 } .row label { margin: 0 }
.alert, .problem { width: 100%; padding: .5rem .75rem; border-radius: .375rem; background: var(--alert); border: 1px solid var(--danger) }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.badge { border: 1px solid currentColor; border-radius: 1rem; padding: .05rem .6rem; font-size: .8125rem; font-weight: 600; white-space: nowrap }
.badge.good { color: var(--good) } .badge.warn { color: var(--warn) } .badge.bad { color: var(--bad) } .badge.calm { color: var(--soft) }
.notice { padding: .5rem .75rem; border-radius: .375rem; border: 1px solid var(--good); background: var(--card) }
.attention { border-left: .25rem solid var(--bad) } .attention h3 { margin: 0 0 .25rem; font-size: 1rem } .attention p { margin: .25rem 0 }
.attention.warn { border-left-color: var(--warn) }
.filter { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: flex-end; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card) }
.filter label { margin: 0; flex: 1 1 9rem } .filter .row { margin: 0 }
label select { display: block; width: 100%; margin-top: .25rem }
input:not([type=checkbox]), select { min-height: 2.6rem }
.action { display: inline-block; margin: .125rem .25rem .125rem 0 } .actions { display: flex; flex-wrap: wrap; gap: .25rem; margin: .75rem 0 }
.action button { padding: .3rem .7rem }
a.button { display: inline-block; padding: .3rem .7rem; border-radius: .375rem; background: var(--button); color: #fff; font-weight: 600; text-decoration: none }
button.quiet { background: none; border-color: var(--line); color: var(--text) }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem 1.5rem; margin: 1rem 0 }
.facts code, td code { box-decoration-break: clone; -webkit-box-decoration-break: clone }
.facts dt { color: var(--soft); font-size: .8125rem } .facts dd { margin: 0 }
.rows { width: 100%; border-collapse: collapse; font-size: .9375rem; margin: 1rem 0 }
.rows caption, figcaption { text-align: left; color: var(--soft); font-size: .875rem; padding-bottom: .25rem }
.rows th, .rows td { border: 0; border-bottom: 1px solid var(--line); padding: .5rem .6rem; vertical-align: top }
.rows th { color: var(--soft); font-size: .8125rem; font-weight: 600; white-space: nowrap }
.rows td { overflow-wrap: break-word } .rows .name, .rows .long { overflow-wrap: anywhere }
.rows time, .meta time { white-space: nowrap }
.rows .title { font-weight: 600 } .rows .label { white-space: nowrap } .label + .label { margin-left: .25rem }
figure { margin: 1rem 0; max-width: 40rem } .ends { display: flex; justify-content: space-between }
.bars { width: 100%; height: auto; border-bottom: 1px solid var(--line) } .bars rect { fill: var(--link) }
.bars .good { fill: var(--good) } .bars .bad { fill: var(--bad) } .bars .warn { fill: var(--warn) }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0 }
.dot { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .4em; background: var(--link) } .dot.good { background: var(--good) } .dot.bad { background: var(--bad) } .dot.warn { background: var(--warn) }
.timeline { list-style: none; margin: 1rem 0; padding: 0 } .timeline > li { padding: .5rem 0 .5rem 1rem; border-left: 3px solid var(--line) }
.timeline > li.bad { border-left-color: var(--bad) } .timeline > li.good { border-left-color: var(--good) } .timeline p { margin: .125rem 0 }
.timeline ul { margin: .25rem 0; padding-left: 1.25rem; font-size: .875rem }
pre.payload { max-height: 40rem; overflow: auto; white-space: pre-wrap }
.split { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 2rem }
main:has(.login) { max-width: 26rem }
@media (min-width: 44rem) { .rows .name { min-width: 9.5rem } .rows .long { min-width: 13rem } }
@media (max-width: 44rem) {
  .sections { order: 3; flex-basis: 100%; margin: 0 -.5rem }
  .split { grid-template-columns: 1fr }
  .rows thead { position: absolute; left: -200vw }
  .rows, .rows caption, .rows tbody, .rows tr, .rows td { display: block }
  .rows tr { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .25rem 0 }
  .rows td { border: 0; padding: .2rem .75rem; display: grid; grid-template-columns: 6.5rem 1fr; gap: .5rem }
  .rows td::before { content: attr(data-name); color: var(--soft); font-size: .8125rem }
}
`
