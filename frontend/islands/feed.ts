// Follows a topic: by websocket, and by asking again over HTTP while there is none. What arrives is state,
// never a change, so that a message that was missed is made good by the next.

export interface RoundState {
  phase: "lobby" | "voting" | "counting" | "closed";
  opens: number; // seconds
  closes: number; // seconds, 0 when closed by hand
  now: number; // the server's clock, milliseconds
  voted: number;
  roll: number;
  here: number;
  standings: { id: string; n: number }[] | null;
  hidden: string;
  winners: string[] | null;
}

type Seen = (state: RoundState) => void;

const soonest = 1_000; // milliseconds before the first try again
const latest = 30_000; // and the most between two
const asking = 5_000; // between two questions over HTTP

/** Calls seen with each new state until the returned function is called. */
export function follow(topic: string, poll: string, seen: Seen): () => void {
  let socket: WebSocket | undefined;
  let seq = 0;
  let tries = 0;
  let stopped = false;
  let etag = "";
  let timer = 0;
  let asker = 0;

  const connect = (): void => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/live`);
    socket.onopen = () => socket?.send(JSON.stringify({ subscribe: topic, seq }));
    socket.onmessage = (event: MessageEvent<string>) => {
      // Only now is it worth anything: some networks open a socket and let nothing through.
      tries = 0;
      hush();
      const message = JSON.parse(event.data) as { topic?: string; seq?: number; state?: RoundState };
      if (message.topic !== topic || !message.state) return;
      seq = message.seq ?? 0;
      seen(message.state);
    };
    socket.onclose = again;
  };

  // Everybody in a room loses the same signal at once; chance keeps them from coming back at once.
  const again = (): void => {
    if (stopped) return;
    clearTimeout(timer);
    if (asker === 0) asker = window.setInterval(() => void ask(), asking);
    timer = window.setTimeout(connect, (0.5 + Math.random() / 2) * Math.min(latest, soonest * 2 ** tries++));
  };

  const hush = (): void => {
    clearInterval(asker);
    asker = 0;
  };

  const ask = async (): Promise<void> => {
    const headers: HeadersInit = etag ? { "If-None-Match": etag } : {};
    // No signal: the next question may have more luck.
    const answer = await fetch(poll, { headers, cache: "no-store" }).catch(() => undefined);
    if (answer?.status !== 200 || stopped) return;
    etag = answer.headers.get("ETag") ?? "";
    const message = (await answer.json()) as { state: RoundState };
    seen(message.state);
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    hush();
    socket?.close();
  };
}
