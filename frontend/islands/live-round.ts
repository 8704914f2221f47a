import { follow, type RoundState } from "./feed";
import { count, number, show } from "./words";

const politely = 15_000; // milliseconds between two announcements
const crowd = 1_500; // a room's phones move on within this, not all in the same moment

/**
 * Keeps the numbers of a round fresh, and goes on when its phase changes: when-voting and when-closed name where to.
 * Inside, data-live-text is a message that counts data-live-n (voted, unless it says otherwise),
 * data-live-standing a project's votes, data-live-hidden what stands where they do not show yet, and svg.bar.live
 * the turnout.
 */
class LiveRound extends HTMLElement {
  private stop = (): void => undefined;
  private announced = 0;
  private voice = document.createElement("p");

  connectedCallback(): void {
    this.voice.className = "unseen";
    this.voice.setAttribute("role", "status");
    this.append(this.voice);
    const topic = this.getAttribute("topic");
    const poll = this.getAttribute("poll");
    if (topic && poll) this.stop = follow(topic, poll, (state) => this.see(state));
  }

  disconnectedCallback(): void {
    this.stop();
  }

  private see(state: RoundState): void {
    for (const element of this.querySelectorAll<HTMLElement>("[data-live-text]")) {
      const n = element.dataset["liveN"] === "here" ? state.here : state.voted;
      const text = count(element.dataset["liveText"] ?? "{}", n, { roll: number(state.roll) });
      show(element, text);
      this.announce(text.replaceAll("*", ""));
    }
    // Numbers that begin to show are another page; so is another phase, which move leads to.
    const shows = state.standings && this.querySelector("[data-live-hidden]");
    if (shows && state.phase === this.getAttribute("phase")) return this.turn();
    for (const { id, n } of state.standings ?? []) {
      const element = this.querySelector(`[data-live-standing="${CSS.escape(id)}"]`);
      if (element) element.textContent = number(n);
    }
    this.turnout(state);
    this.move(state.phase);
  }

  private turn(): void {
    this.stop();
    location.reload();
  }

  private turnout(state: RoundState): void {
    const bar = this.querySelector("svg.bar.live");
    if (!bar) return;
    const whole = Math.max(state.roll, state.voted, 1);
    bar.setAttribute("viewBox", `0 0 ${whole} 10`);
    bar.querySelector(".well")?.setAttribute("width", String(whole));
    bar.querySelector("rect:not(.well)")?.setAttribute("width", String(state.voted));
  }

  private announce(text: string): void {
    if (Date.now() - this.announced < politely || this.voice.textContent === text) return;
    // The first words are on the page already.
    if (this.announced > 0) this.voice.textContent = text;
    this.announced = Date.now();
  }

  private move(phase: string): void {
    if (phase === this.getAttribute("phase")) return;
    const there = this.getAttribute(`when-${phase}`);
    if (!there) return;
    this.stop();
    setTimeout(() => location.assign(there), Math.random() * crowd);
  }
}

customElements.define("live-round", LiveRound);
