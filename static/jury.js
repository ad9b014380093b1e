// Small comforts for pages that work without them: keys, the viewer, kept drafts, one post per click.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

  // ---- keys: 1 2 3 choose; a settings checkbox [data-keys-switch] turns them off on this device
  const keysOff = () => localStorage.getItem("jury:keys") === "off";
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-send]")) {
      event.preventDefault();
      return event.target.form.requestSubmit();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const open = document.querySelector("dialog[open]");
    if (open) return viewerKey(event);
    if (keysOff() || typing(event.target)) return;
    if (rowKey(event)) return;
    const shown = (el) => !el.checkVisibility || el.checkVisibility();
    const wanted = all(`[data-key="${CSS.escape(event.key)}"]`).find(shown);
    if (!wanted || wanted.disabled) return;
    event.preventDefault();
    wanted.focus();
    if (wanted.matches("a, button, summary, input")) wanted.click();
  });

  // ---- rows of a table: j and k go down and up, c takes the one that is looked at
  function rowKey(event) {
    const rows = all("[data-row]");
    const at = rows.indexOf(document.activeElement.closest("[data-row]"));
    const step = { j: 1, k: -1 }[event.key];
    const claim = event.key === "c" && at >= 0 && rows[at].querySelector("[data-claim]");
    if (!rows.length || (!step && !claim)) return false;
    event.preventDefault();
    if (claim) claim.click();
    else rows[Math.min(Math.max(at + step, 0), rows.length - 1)].querySelector("th a").focus();
    return true;
  }

  // ---- button[data-insert=field][data-words]: adds a text to the field, without a round trip
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-insert]");
    const field = button?.form?.elements[button.dataset.insert];
    if (!field) return;
    event.preventDefault();
    field.value = [field.value.trim(), button.dataset.words].filter(Boolean).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    const gap = field.value.search(/[[［]/);
    if (gap >= 0) field.setSelectionRange(gap, field.value.slice(gap).search(/[\]］]/) + gap + 1);
  });

  // ---- one post per click
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.ariaBusy === "true") return event.preventDefault();
    form.ariaBusy = "true";
    setTimeout(() => all("button", form).forEach((button) => { button.disabled = true; }));
    remember(form, true);
  });
  const release = (form) => {
    form.removeAttribute("aria-busy");
    all("button", form).forEach((button) => { button.disabled = false; });
  };
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[aria-busy]").forEach(release);
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest?.("form[aria-busy]");
    if (form) release(form);
  });

  // ---- kept drafts: form[data-keep="name"]; what was typed outlives an expired session in this tab
  const shelf = "jury:keep:";
  const words = (form) => all("textarea, input[type=text], input:not([type])", form).filter((field) => field.name);
  function remember(form, sent = false) {
    if (!form.dataset.keep) return;
    const fields = Object.fromEntries(words(form).map((field) => [field.name, field.value]));
    try { sessionStorage.setItem(shelf + form.dataset.keep, JSON.stringify({ sent, fields })); } catch { /* full: nothing kept */ }
  }
  document.addEventListener("input", (event) => event.target.form && remember(event.target.form));
  function bringBack(root) {
    all("form[data-keep]", root).forEach((form) => {
      const kept = JSON.parse(sessionStorage.getItem(shelf + form.dataset.keep) || "null");
      if (!kept) return;
      words(form).forEach((field) => { if (!field.value) field.value = kept.fields[field.name] || ""; });
      remember(form);
    });
  }
  // A form that was sent and is not on this page was received, unless this page says otherwise (sign-in, errors).
  function forgetReceived() {
    if ("unsent" in document.body.dataset) return;
    const here = new Set(all("form[data-keep]").map((form) => shelf + form.dataset.keep));
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith(shelf) && !here.has(key) && JSON.parse(sessionStorage.getItem(key)).sent)
      .forEach((key) => sessionStorage.removeItem(key));
  }
  // ---- what answered a form stands for the page it came from: coming back to it sends nothing again
  const { standsFor } = document.body.dataset;
  if (standsFor) history.replaceState(null, "", standsFor);

  document.addEventListener("submit", (event) => {
    if ("forget" in event.target.dataset) sessionStorage.clear();
  });

  // ---- a party's statement carries 16 random bytes of its own making
  function fillNonce(form) {
    let field = form.elements.nonce;
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "nonce";
      form.append(field);
    }
    field.value ||= [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  }

  // ---- time left, once a minute, told to nobody aloud
  const phrases = JSON.parse(document.querySelector('meta[name="jury-words"]')?.content || "null");
  function timeLeft(until) {
    const minutes = Math.floor((until - Date.now()) / 60000);
    if (until <= Date.now()) return phrases.over[0];
    if (minutes < 1) return phrases.moments[0];
    const [unit, n] = minutes < 60 ? ["minutes", minutes]
      : minutes < 2880 ? ["hours", Math.floor(minutes / 60)] : ["days", Math.floor(minutes / 1440)];
    return phrases[unit][n === 1 ? 0 : 1].replace("#", n);
  }
  function refreshTimes() {
    if (!phrases) return;
    all("time[data-left]").forEach((el) => { el.textContent = timeLeft(new Date(el.dateTime)); });
  }
  setInterval(refreshTimes, 60000);

  // ---- [data-until="moment"]: gone when its time is over (undo)
  function watchEnds(root) {
    all("[data-until]", root).forEach((el) => {
      setTimeout(() => { el.hidden = true; }, Math.max(0, new Date(el.dataset.until) - Date.now()));
    });
  }

  // ---- reasons of the other side are not sent along
  document.addEventListener("change", (event) => {
    if (event.target.name !== "choice" || !event.target.form) return;
    all(".reasons[data-side]", event.target.form).forEach((group) => {
      if (group.dataset.side !== event.target.value) all("input", group).forEach((box) => { box.checked = false; });
    });
  });

  // ---- the viewer: a[data-viewer=group][data-full=url] opens in dialog#viewer
  const look = { links: [], at: 0, zoom: 1, turns: 0 };
  const viewer = () => document.getElementById("viewer");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-viewer]");
    if (link && viewer() && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      look.links = all(`a[data-viewer="${CSS.escape(link.dataset.viewer)}"]`);
      show(look.links.indexOf(link));
      viewer().showModal();
    }
    const deed = event.target.closest("[data-viewer-do]");
    if (deed) deeds[deed.dataset.viewerDo]();
  });
  function show(at) {
    const n = look.links.length;
    Object.assign(look, { at: (at + n) % n, zoom: 1, turns: 0 });
    const link = look.links[look.at];
    const picture = viewer().querySelector("[data-viewer-picture]");
    picture.src = link.dataset.full;
    picture.alt = link.querySelector("img")?.alt || "";
    viewer().querySelector("[data-viewer-place]").textContent = `${look.at + 1} / ${n}`;
    viewer().querySelector("[data-viewer-caption]").textContent = link.closest("figure")?.querySelector("figcaption")?.textContent || "";
    for (const deed of ["back", "next"]) viewer().querySelector(`[data-viewer-do=${deed}]`).disabled = n < 2;
    turn();
  }
  function turn() {
    const picture = viewer().querySelector("[data-viewer-picture]");
    picture.style.setProperty("--zoom", look.zoom);
    picture.style.setProperty("--turns", look.turns);
    picture.classList.toggle("sideways", look.turns % 2 === 1);
    const stage = picture.parentElement;
    stage.scrollTo((stage.scrollWidth - stage.clientWidth) / 2, (stage.scrollHeight - stage.clientHeight) / 2);
  }
  const deeds = {
    back: () => show(look.at - 1),
    next: () => show(look.at + 1),
    in: () => { look.zoom = Math.min(look.zoom * 1.5, 6); turn(); },
    out: () => { look.zoom = Math.max(look.zoom / 1.5, 0.3); turn(); },
    turn: () => { look.turns = (look.turns + 1) % 4; turn(); },
    close: () => viewer().close(),
  };
  function viewerKey(event) {
    const deed = { ArrowLeft: "back", ArrowRight: "next", "+": "in", "=": "in", "-": "out", r: "turn" }[event.key];
    if (!deed || !viewer()?.open) return;
    event.preventDefault();
    deeds[deed]();
  }

  function ready(root) {
    bringBack(root);
    all("form[data-nonce]", root).forEach(fillNonce);
    all("[data-keys-switch]", root).forEach((box) => {
      box.checked = !keysOff();
      box.addEventListener("change", () => localStorage.setItem("jury:keys", box.checked ? "on" : "off"));
    });
    watchEnds(root);
    root.querySelector("[data-focus]")?.focus();
  }
  document.addEventListener("htmx:after:swap", (event) => { ready(event.detail?.ctx?.target || document); refreshTimes(); });
  ready(document);
  forgetReceived();
})();
