import { CountDown } from "./count-down";
import { follow, type RoundState } from "./feed";
import { count, number, show } from "./words";

const beat = 2_200; // milliseconds between two projects of the result
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/** The big screen: numbers turn, bars grow, lines glide to their place, and at close the result is told. */
class BigScreen extends HTMLElement {
  private stop = (): void => undefined;

  connectedCallback(): void {
    const topic = this.getAttribute("topic") ?? "";
    const told = `pp:tell:${topic}`;
    if (this.getAttribute("phase") === "closed") {
      if (sessionStorage.getItem(told)) void this.tell();
      sessionStorage.removeItem(told);
      return;
    }
    this.stop = follow(topic, this.getAttribute("poll") ?? "", (state) => {
      if (state.phase === "closed") sessionStorage.setItem(told, "1");
      this.see(state);
    });
  }

  disconnectedCallback(): void {
    this.stop();
  }

  private see(state: RoundState): void {
    const clock = this.querySelector<CountDown>("count-down");
    if (clock) [clock.closes, clock.skew] = [state.closes, state.now - Date.now()];
    // Another phase is another page; so are numbers that begin to show.
    const phase = state.phase === "lobby" ? "draft" : state.phase;
    const shows = this.querySelector("[data-order]") !== null;
    if (phase !== this.getAttribute("phase") || (state.standings !== null && !shows)) return this.turn();
    for (const element of this.querySelectorAll<HTMLElement>("[data-live-text]")) {
      const n = element.dataset["liveN"] === "here" ? state.here : state.voted;
      show(element, count(element.dataset["liveText"] ?? "{}", n, { roll: number(state.roll) }));
    }
    this.leaves(state);
    if (state.standings) this.bars(state.standings, this.whole(state.standings, state.voted));
  }

  private turn(): void {
    this.stop();
    location.reload();
  }

  private leaves(state: RoundState): void {
    this.querySelectorAll(".leaves i").forEach((leaf, i) => leaf.classList.toggle("on", i < (state.phase === "lobby" ? state.here : state.voted)));
    const bar = this.querySelector("svg.bar.live rect:not(.well)");
    bar?.setAttribute("width", String(state.voted));
  }

  // What makes the whole bar: all who voted, or the most points that a project has.
  private whole(standings: { n: number }[], voted: number): number {
    return Math.max(1, ...(this.hasAttribute("scored") ? standings.map((one) => one.n) : [voted]));
  }

  private bars(standings: { id: string; n: number }[], whole: number): void {
    const list = this.querySelector("[data-order]");
    if (!list) return;
    const lines = [...list.children] as HTMLElement[];
    const before = new Map(lines.map((line) => [line, line.getBoundingClientRect().top]));
    const votes = new Map(standings.map(({ id, n }) => [id, n]));
    const of = (line: HTMLElement): number => votes.get(line.dataset["project"] ?? "") ?? 0;
    for (const line of lines) {
      const words = line.querySelector("[data-votes]");
      if (words) words.textContent = number(of(line));
      const bar = line.querySelector("svg.bar");
      bar?.setAttribute("viewBox", `0 0 ${whole} 10`);
      bar?.querySelector(".well")?.setAttribute("width", String(whole));
      bar?.querySelector("rect:not(.well)")?.setAttribute("width", String(of(line)));
    }
    const sorted = [...lines].sort((a, b) => of(b) - of(a));
    if (sorted.every((line, i) => line === lines[i])) return;
    list.append(...sorted);
    if (!still.matches) for (const line of lines) glide(line, before.get(line) ?? 0);
  }

  // The result is told one project at a time, the last first, as it would be read out.
  private async tell(): Promise<void> {
    if (still.matches) return;
    const lines = [...this.querySelectorAll<HTMLElement>("[data-project]")];
    const verdict = this.querySelectorAll(".verdict");
    for (const part of [...lines, ...verdict]) part.classList.add("hushed");
    for (const line of [...lines.reverse(), ...verdict]) {
      await new Promise((next) => setTimeout(next, beat));
      line.classList.remove("hushed");
    }
  }
}

function glide(line: HTMLElement, from: number): void {
  const by = from - line.getBoundingClientRect().top;
  if (by !== 0) line.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 800, easing: "ease-out" });
}

customElements.define("big-screen", BigScreen);
