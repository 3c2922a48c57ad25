/** The pages' one stylesheet. Served as a file: the pages' security policy allows no inline style. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ground: #fff; --card: #f6f7f9; --line: #d8dce2; --text: #1d2129; --soft: #5b6472; --link: #0b5cad;
  --button: #1d6f42; --danger: #b3261e; --alert: #fdecea;
  --critical: #8c1d18; --high: #b3401e; --medium: #805b00; --low: #2b6a3f; --info: #3f5878;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --card: #1d2128; --line: #343b46; --text: #e4e7ec; --soft: #9aa4b2; --link: #7db7f5;
    --button: #2e7d4f; --danger: #c9453c; --alert: #4a1f1c;
    --critical: #a8322b; --high: #a84a1f; --medium: #7d5c0c; --low: #2f7046; --info: #46618a;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
header { border-bottom: 1px solid var(--line); background: var(--card) }
header { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: .5rem max(1rem, 50vw - 27rem) }
header form { margin: 0; flex: none }
header ol { display: flex; flex-wrap: wrap; gap: .25rem .5rem; list-style: none; margin: 0; padding: 0 }
main { max-width: 56rem; margin: 0 auto; padding: .5rem 1rem }
header li + li::before { content: "/"; margin-right: .5rem; color: var(--soft) }
main { padding-bottom: 4rem }
a { color: var(--link); text-decoration: none }
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
input, textarea { display: block; width: 100%; margin-top: .25rem }
textarea { resize: vertical; font-size: .9375rem }
button { background: var(--button); border-color: transparent; color: #fff; font-weight: 600; cursor: pointer }
button.plain { background: none; color: var(--soft); font-weight: 400; font-size: .875rem; padding: .25rem .5rem; white-space: nowrap }
button.danger { background: none; border-color: var(--danger); color: var(--danger) }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: 1.5rem 0 } .row label { margin: 0 }
.alert, .problem { width: 100%; padding: .5rem .75rem; border-radius: .375rem; background: var(--alert); border: 1px solid var(--danger) }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
`
