// Pictures and voices: an advocate adds a photo and records a voice note (Chromium's stand-in for a microphone beeps),
// hears it back, and a parent sees and hears both; without JavaScript the same goes by choosing files.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, follow, heading, press, useSlip } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { violations } from "./rig/look.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  const microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"];
  [browser, program] = await Promise.all([launch(...microphone), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

/** A photo of twelve million points, as a phone takes it, made in the browser. */
async function photograph(page) {
  const data = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 4000, height: 3000 });
    const pen = canvas.getContext("2d");
    for (let i = 0; i < 400; i++) {
      pen.fillStyle = `hsl(${i * 7} 60% ${30 + (i % 5) * 10}%)`;
      pen.fillRect((i % 20) * 200, Math.floor(i / 20) * 150, 200, 150);
    }
    const blob = await new Promise((made) => canvas.toBlob(made, "image/jpeg", 0.95));
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  return { name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: Buffer.from(data) };
}

/** Plays what a player has, and waits until it is heard to go on. */
async function hear(player) {
  await player.evaluate(
    (audio) =>
      new Promise((heard, failed) => {
        audio.addEventListener("timeupdate", () => audio.currentTime > 0.3 && heard(), { once: false });
        audio.addEventListener("error", () => failed(new Error(`cannot be played: ${audio.error?.message}`)));
        audio.muted = true;
        audio.play().catch(failed);
      }),
  );
}

const shown = (page, name) =>
  page.getByRole("img", { name }).evaluate(async (image) => {
    image.loading = "eager";
    await image.decode();
    return [image.naturalWidth > 0, image.width > 0];
  });

async function fillIn(page, title) {
  await page.getByLabel("What is it called?").fill(title);
  await page.getByLabel("What, and for whom?").fill("For everybody");
  await page.getByLabel("What does it cost?").fill("300");
}

journey(browsing, "a photo and a recorded voice note are added on a phone, and seen and heard by a parent", async ({ visit, expected }) => {
  expected(/status of 422/); // a form that comes back says so
  const { id, slips } = await program.makeRound({ title: "Round with pictures" });
  const advocate = await comeAs("advocate", program, visit, phone);
  await advocate.goto(`${program.address}/rounds/${id}/projects/new`);
  await fillIn(advocate, "Pond");
  const photo = await photograph(advocate);
  await advocate.getByLabel("Take or choose a photo").setInputFiles(photo);
  await advocate.getByText("This photo is ready.").waitFor();
  const sends = await advocate.getByLabel("Take or choose a photo").evaluate((input) => input.files[0].size);
  assert.ok(sends < photo.buffer.length / 2, `the phone would send ${sends} of ${photo.buffer.length} bytes`);
  await advocate.getByLabel("What can be seen in it?").fill("Squares of many colours");

  await press(advocate, "Record my voice");
  await advocate.getByText("We are recording.").waitFor();
  await advocate.getByText("0:02 / 3:00").waitFor();
  await press(advocate, "Stop");
  await advocate.getByText("Your recording is ready.").waitFor();
  await hear(advocate.getByLabel("What you recorded"));
  await press(advocate, "Not this recording");
  assert.equal(await advocate.getByLabel("Or choose a recording").evaluate((input) => input.files.length), 0);
  await press(advocate, "Record it again");
  await advocate.getByText("0:01 / 3:00").waitFor();
  await press(advocate, "Stop");
  await advocate.getByText("Your recording is ready.").waitFor();
  await advocate.getByLabel("What is said in it?").fill("Beep");

  // Something else is wrong: nothing has to be sent again.
  await advocate.getByLabel("What does it cost?").fill("a lot");
  await press(advocate, "Keep this project");
  await advocate.getByText("Please look at this").waitFor();
  assert.deepEqual(await violations(advocate), []);
  await hear(advocate.getByLabel("The voice note that is there now"));
  await advocate.getByLabel("What does it cost?").fill("300");
  await press(advocate, "Keep this project");
  await advocate.getByText("Saved.").waitFor();
  await program.api("POST", `/rounds/${id}/open`);

  const parent = await visit();
  await useSlip(parent, program.address, slips[0]);
  assert.deepEqual(await shown(parent, "Squares of many colours"), [true, true]);
  await parent.getByRole("link", { name: /Pond/ }).click();
  await heading(parent, "Pond");
  assert.deepEqual(await shown(parent, "Squares of many colours"), [true, true]);
  await hear(parent.getByLabel(/^Listen/));
  await parent.getByText("Read what is said").click();
  await parent.getByText("Beep", { exact: true }).waitFor();
  assert.deepEqual(await violations(parent), []);
});

journey(browsing, "without JavaScript a photo and a recording are chosen, kept, and taken out again", async ({ visit }) => {
  const { id } = await program.makeRound({ title: "Round without scripts" });
  const maker = await visit();
  await maker.goto(`${program.address}/`);
  const photo = await photograph(maker);
  const advocate = await comeAs("advocate", program, visit, { ...phone, javaScriptEnabled: false });
  await advocate.goto(`${program.address}/rounds/${id}/projects/new`);
  await fillIn(advocate, "Choir");
  await advocate.getByLabel("Take or choose a photo").setInputFiles(photo);
  await advocate.getByLabel("What can be seen in it?").fill("Squares");
  await advocate.getByLabel("Or choose a recording").setInputFiles(new URL("../../internal/media/testdata/voice.webm", import.meta.url).pathname);
  await press(advocate, "Keep this project");
  await advocate.getByText("Saved.").waitFor();
  const edit = `${program.address}/rounds/${id}/projects/7/edit`;
  await advocate.goto(edit);
  await advocate.getByRole("img", { name: "Squares" }).waitFor();
  await advocate.getByLabel("Take this photo out").check();
  await press(advocate, "Keep this project");
  await advocate.getByText("Saved.").waitFor();
  await advocate.goto(edit);
  assert.equal(await advocate.getByRole("img").count(), 0);
  assert.equal(await advocate.getByLabel("The voice note that is there now").count(), 1);
});

journey(browsing, "where there is no microphone, the page says what to do instead", async ({ visit }) => {
  const { id } = await program.makeRound({ title: "Round without a microphone" });
  const advocate = await comeAs("advocate", program, visit, phone);
  await advocate.addInitScript(() => {
    const refuse = (name) => () => Promise.reject(new DOMException("", name));
    navigator.mediaDevices.getUserMedia = refuse(new URL(location.href).searchParams.get("why") ?? "NotAllowedError");
  });
  for (const [why, said] of [["NotAllowedError", "did not let us use the microphone"], ["NotFoundError", "We found no microphone"]]) {
    await advocate.goto(`${program.address}/rounds/${id}/projects/new?why=${why}`);
    await press(advocate, "Record my voice");
    await advocate.getByText(said).waitFor();
  }
  await follow(advocate, "Round without a microphone");
});
