import "./storage";
import "./ballot-order";
import "./ballot-picker";
import "./ballot-points";
import "./keep-typing";
import "./kept-ballot";
import "./kept-form";
import "./live-round";
import "./print-page";

// Kept for later, when it takes nothing from the page that somebody is waiting for.
if ("serviceWorker" in navigator && window.isSecureContext)
  window.addEventListener("load", () => void navigator.serviceWorker.register("/worker.js").catch(() => undefined));
