import type { Deeds, Seen, Tracker } from './tracker.ts'

/** A tracker whose second place is the embedded tracker's. */
export function openBoth(main: Tracker, embedded: Tracker): Tracker {
  return {
    ...main,
    places: [main.places[0], embedded.places[1]],
    secondPlace: null,
    // Read anew each time.
    get removed() {
      return main.removed
    },
    deeds: {
      close: (issue, reason) => of(issue).close(issue, reason),
      reopen: (issue) => of(issue).reopen(issue),
      say: (issue, body) => of(issue).say(issue, body),
      edit: (issue, comment, body) => of(issue).edit(issue, comment, body),
      unsay: (issue, comment) => of(issue).unsay(issue, comment),
      attach: (issue, title) => of(issue).attach(issue, title),
      detach: (issue, file) => of(issue).detach(issue, file),
      label: (issue, name) => of(issue).label(issue, name),
      assign: (issue) => of(issue).assign(issue),
      lock: (issue, isLocked) => of(issue).lock(issue, isLocked),
      move: (issue) => of(issue).move(issue),
      hide: (issue, isHidden) => of(issue).hide(issue, isHidden),
      showAll: () => main.deeds.showAll(),
      remove: (issue) => of(issue).remove(issue),
      rename: (issue) => of(issue).rename(issue),
    },
    issues: () => [...main.issues(), ...embedded.issues()],
    passed: (destination, cursor) =>
      (destination.startsWith('local:') ? embedded : main).passed(destination, cursor),
  }

  function of(issue: Seen): Deeds {
    return embedded.issues().some(({ id }) => id === issue.id) ? embedded.deeds : main.deeds
  }
}
