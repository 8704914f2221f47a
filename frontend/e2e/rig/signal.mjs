// A phone that loses its signal.

/** What a page complains of then. */
export const noSignal = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK/;

/** The signal goes, and comes back when what is returned is called. Chromium lets a request or two of a page that is
 * just being loaded through while it plays "offline", so what would go in is stopped on its way as well. */
export async function loseSignal(page, round, what = "vote") {
  const stop = (route) => route.abort("internetdisconnected");
  await page.route(`**${round.path}/${what}`, stop);
  await page.context().setOffline(true);
  return async () => {
    await page.unroute(`**${round.path}/${what}`, stop);
    await page.context().setOffline(false);
  };
}
