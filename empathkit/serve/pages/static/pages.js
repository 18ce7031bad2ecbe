// Brings the page to life: what a sentence rests on lights up, and a reply is checked as it is written.
// Offsets of the service count code points; strings of JavaScript count UTF-16 units: characters() bridges the two.

const byId = (id) => document.getElementById(id);
const characters = (text) => Array.from(text);

function say(text) {
  const toast = byId("said-so");
  toast.textContent = text;
  toast.classList.add("on");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => toast.classList.remove("on"), 1600);
}

// --- what a sentence rests on

const parts = [...document.querySelectorAll("[data-at]")].map((node) => ({ node, at: node.dataset.at.split(":").map(Number) }));

function light(places) {
  for (const { node, at } of parts) {
    const [message, start, end] = at;
    node.classList.toggle("lit", places.some(([m, s, e]) => m === message && s < end && start < e));
  }
}

for (const node of document.querySelectorAll("[data-lights]")) {
  const places = node.dataset.lights.split(" ").filter(Boolean).map((place) => place.split(":").map(Number));
  const why = byId(node.getAttribute("aria-describedby") ?? "");
  const on = () => { light(places); why?.classList.add("on"); };
  const off = () => { light([]); why?.classList.remove("on"); };
  node.addEventListener("mouseenter", on);
  node.addEventListener("focusin", on);
  node.addEventListener("mouseleave", off);
  node.addEventListener("focusout", off);
}

// --- the checker

const reply = byId("reply");
const api = document.body.dataset.api;
// A page that shows its ticket as JSON sends it along; at the desk the service knows it by the address.
const ticket = byId("ticket-json") ? JSON.parse(byId("ticket-json").textContent) : null;
const SCALES = {
  emotional_reaction: "Emotional reaction", interpretation: "Interpretation", exploration: "Exploration",
  accuracy: "Accuracy", respect: "Respect",
};
let asked = 0;

async function ask(verb, text) {
  const answer = await fetch(`${api}/${verb}`, {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify(ticket ? { text, ticket } : { text }),
  });
  if (answer.status === 401) throw new Error("you are signed out: reload the page");
  if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
  return answer.json();
}

async function check() {
  const mine = ++asked;
  const text = reply.value;
  try {
    const report = await ask("check", text);
    if (mine !== asked) return; // they have typed on
    underline(text, report.findings);
    list(text, report.findings);
    score(report.scores);
    byId("found-count").textContent = report.findings.length === 1 ? "1 finding" : `${report.findings.length} findings`;
  } catch (error) {
    if (mine === asked) byId("found-count").textContent = `Not checked: ${error.message}`;
  }
}

// Findings may lie within each other: each piece shows the narrowest that covers it.
function underline(text, findings) {
  const marks = characters(text);
  const edges = new Set([0, marks.length, ...findings.flatMap((one) => [one.start, one.end])]);
  const cuts = [...edges].sort((a, b) => a - b);
  const parts = findings.filter((one) => one.end - one.start < marks.length); // what is true of the whole marks nothing
  const narrow = parts.sort((a, b) => (a.end - a.start) - (b.end - b.start));
  const nodes = cuts.slice(0, -1).map((start, place) => {
    const end = cuts[place + 1];
    const over = narrow.find((one) => one.start <= start && end <= one.end);
    const node = document.createElement(over ? "u" : "span");
    if (over) node.className = over.severity;
    node.textContent = marks.slice(start, end).join("");
    return node;
  });
  byId("under").replaceChildren(...nodes, "\n");
  byId("under").scrollTop = reply.scrollTop;
}

function list(text, findings) {
  byId("findings").replaceChildren(...findings.map((one) => {
    const item = document.createElement("li");
    item.className = one.severity;
    const rule = document.createElement("code");
    rule.textContent = one.rule;
    item.append(rule, ` ${one.severity}: ${one.message}`);
    if (one.fix !== null) item.append(" ", button(one, text));
    return item;
  }));
}

function button(one, text) {
  const fix = document.createElement("button");
  fix.type = "button";
  fix.className = "second small";
  fix.textContent = one.fix ? `Change to “${one.fix}”` : "Take it out";
  fix.addEventListener("click", () => {
    if (reply.value !== text) { check(); return; } // they have typed on: the offsets no longer hold
    const marks = characters(text);
    write(`${marks.slice(0, one.start).join("")}${one.fix}${marks.slice(one.end).join("")}`);
  });
  return fix;
}

function score(scores) {
  byId("scores").replaceChildren(...Object.entries(SCALES).flatMap(([name, label]) => {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    const meter = document.createElement("meter");
    Object.assign(meter, { min: 0, max: 2, value: scores[name].level });
    meter.setAttribute("aria-label", `${label}: ${scores[name].level} of 2`);
    term.textContent = label;
    value.append(meter, ` ${scores[name].level} of 2`);
    return [term, value];
  }));
}

function write(text) {
  reply.value = text;
  reply.focus();
  check();
}

if (reply) {
  reply.addEventListener("input", () => {
    byId("under").replaceChildren();
    byId("found-count").textContent = "checking …";
    clearTimeout(check.timer);
    check.timer = setTimeout(check, 150);
  });
  reply.addEventListener("scroll", () => { byId("under").scrollTop = reply.scrollTop; });
  byId("mend").addEventListener("click", async () => {
    try {
      const mended = await ask("rewrite", reply.value);
      say(mended.edits.length ? `${mended.edits.length} changed` : "nothing here can be mended by itself");
      write(mended.text);
    } catch (error) {
      say(error.message);
    }
  });
  check();
}

// --- copying, saving, opening

for (const node of document.querySelectorAll("[data-copy], [data-copy-value]")) {
  node.addEventListener("click", async () => {
    const { copy, copyValue } = node.dataset;
    try {
      await navigator.clipboard.writeText(copy ? byId(copy).textContent : byId(copyValue).value);
      say("copied");
    } catch {
      say("this browser does not let a page copy");
    }
  });
}
for (const node of document.querySelectorAll("[data-use]")) {
  node.addEventListener("click", () => write(byId(node.dataset.use).textContent));
}
for (const node of document.querySelectorAll("[data-save]")) {
  node.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([byId(node.dataset.save).textContent], { type: "application/json" }));
    link.download = "ticket.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
byId("open-file")?.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) document.querySelector("[name=document]").value = await file.text();
});
