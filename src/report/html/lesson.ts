import type { Lesson } from '../lesson/lesson.js'
import { LESSON_CSS } from '../lesson/style.js'
import { lessonSection } from './lessonPage.js'
import { html, trusted } from './markup.js'
import { renderPage } from './page.js'

/** A page with one lesson, and below it the explorer in which its questions can be checked. */
export const renderLessonPage = (
  lesson: Lesson,
  explore: { readonly html: string; readonly script: string; readonly css: string },
): string =>
  renderPage({
    title: `${lesson.strategy}: the path of staked ether · Plimsoll`,
    places: [
      { id: 'lesson', name: 'Lesson' },
      { id: 'explore', name: 'Explore' },
    ],
    header: html`<header><h1>The path of staked ether: ${lesson.strategy}</h1></header>`,
    body: html`<section id="lesson" aria-label="Lesson">${trusted(lessonSection([lesson]))}</section>
<section id="explore" aria-label="Explore">${trusted(explore.html)}</section>`,
    footer: 'Made by Plimsoll. Every number was worked out by the exact model. No part of it is advice.',
    script: explore.script,
    css: explore.css + LESSON_CSS,
  })
