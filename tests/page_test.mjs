#!/usr/bin/env node
// The page of a run in a real browser: clicks every part, and compares what it then shows with the run's
// report.
// Usage: page_test.mjs WEIR [--pictures FOLDER]. Without Chromium it is skipped (77). With --pictures it writes a picture of each
// page in three widths, light and dark.
import {spawn, spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const weir = process.argv[2];
const pictures = process.argv[3] === '--pictures' ? process.argv[4] : null;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!chromium) {
  console.log('SKIPPED: no Chromium is installed');
  process.exit(77);
}
const work = mkdtempSync(join(tmpdir(), 'weir-page-'));
let failures = 0;
// The last of the elements that are added together is replaced by the first.
const FAULT = ['A::decode(lane<A::kBits>(beat_a, p))', 'A::decode(lane<A::kBits>(beat_a, p == Pe - 1 ? 0 : p))'];
function check(holds, what) {
  if (holds) return;
  ++failures;
  console.log('FAILED: ' + what);
}
const equal = (found, wanted, what) => check(found === wanted, `${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);

// --- The browser, by its DevTools protocol over a pipe ---

class Browser {
  constructor() {
    this.process = spawn(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe',
      '--user-data-dir=' + join(work, 'profile'), 'about:blank'], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
    this.next = 1;
    this.waiting = new Map();
    this.events = [];
    let text = '';
    this.process.stdio[4].on('data', (part) => {
      text += part;
      for (let end; (end = text.indexOf('\0')) >= 0; text = text.slice(end + 1)) {
        const message = JSON.parse(text.slice(0, end));
        if (message.id) {
          const {resolve, reject} = this.waiting.get(message.id);
          this.waiting.delete(message.id);
          if (message.error) reject(new Error(message.error.message)); else resolve(message.result);
        } else {
          this.events.push(message);
        }
      }
    });
  }
  send(method, params = {}) {
    const id = this.next++;
    this.process.stdio[3].write(JSON.stringify({id, method, params, sessionId: this.session}) + '\0');
    return new Promise((resolve, reject) => this.waiting.set(id, {resolve, reject}));
  }
  async start() {
    const {targetInfos} = await this.send('Target.getTargets');
    const target = targetInfos.find((of) => of.type === 'page');
    this.session = (await this.send('Target.attachToTarget', {targetId: target.targetId, flatten: true})).sessionId;
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await this.send(domain + '.enable');
  }
  async size(width, height, mobile = false) {
    this.width = width;
    await this.send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile});
  }
  async open(file) {
    this.events.length = 0;
    const begin = Date.now();
    await this.send('Page.navigate', {url: 'file://' + file});
    await this.until('document.readyState === "complete" && !!document.getElementById("checks")');
    const opened = Date.now() - begin;
    await this.frame();
    return opened;
  }
  async run(expression) {
    const {result, exceptionDetails} = await this.send('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true});
    if (exceptionDetails) throw new Error(expression + ': ' + (exceptionDetails.exception?.description || exceptionDetails.text));
    return result.value;
  }
  async until(expression) {
    for (let i = 0; i < 600; ++i) {
      if (await this.run(expression).catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('never: ' + expression);
  }
  frame() { return this.run('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))'); }
  // Clicks the middle of an element.
  async click(selector) {
    const at = await this.run(`(() => { const e = document.querySelector(${JSON.stringify(selector)}); if (!e) return null;
      e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`);
    if (!at) throw new Error('no element ' + selector);
    await this.clickAt(...at);
  }
  async clickAt(x, y) {
    for (const type of ['mouseMoved', 'mousePressed', 'mouseReleased'])
      await this.send('Input.dispatchMouseEvent', {type, x, y, button: type === 'mouseMoved' ? 'none' : 'left', clickCount: 1});
    await this.frame();
  }
  async key(key) {
    for (const type of ['keyDown', 'keyUp']) await this.send('Input.dispatchKeyEvent', {type, key, text: type === 'keyDown' && key.length === 1 ? key : undefined});
    await this.frame();
  }
  async picture(file) {
    const {data} = await this.send('Page.captureScreenshot', {captureBeyondViewport: true, clip: undefined});
    writeFileSync(file, Buffer.from(data, 'base64'));
  }
  faults() {
    return this.events.filter((event) => event.method === 'Runtime.exceptionThrown' ||
      (event.method === 'Log.entryAdded' && event.params.entry.level === 'error')).map((event) => JSON.stringify(event.params).slice(0, 300));
  }
  fetched() { return this.events.filter((event) => event.method === 'Network.requestWillBeSent').map((event) => event.params.request.url).filter((url) => !url.startsWith('file:') && !url.startsWith('data:')); }
  end() { this.process.kill(); }
}

// --- Pages ---

function page(name, scenario, more = [], environment = {}) {
  const html = join(work, name + '.html');
  const json = join(work, name + '.json');
  const done = spawnSync(weir, ['run', scenario, '--html', html, '--json', json, ...more], {cwd: work, encoding: 'utf8', env: {...process.env, ...environment}});
  check(existsSync(html), `${name}: no page was written: ${done.stderr}`);
  const text = readFileSync(html, 'utf8');
  const embedded = JSON.parse(/id="data">([\s\S]*?)<\/script>/.exec(text)[1]);
  return {name, html, report: JSON.parse(readFileSync(json, 'utf8')), data: embedded, bytes: statSync(html).size, status: done.status};
}
const scenario = (name) => join(root, 'scenarios', name + '.yaml');
const group = (n) => n.toLocaleString('en-US', {maximumFractionDigits: 3});
const kText = (selector) => `document.querySelector(${JSON.stringify(selector)})?.textContent ?? null`;

async function common(browser, of) {
  const opened = await browser.open(of.html);
  equal(JSON.stringify(browser.faults()), '[]', of.name + ': errors');
  equal(JSON.stringify(browser.fetched()), '[]', of.name + ': fetched from elsewhere');
  equal(await browser.run(kText('#verdict')), of.report.verdict, of.name + ': verdict');
  equal(await browser.run('document.querySelectorAll(".node").length'), of.report.layers.length, of.name + ': layers drawn');
  equal(await browser.run('document.querySelectorAll(".edge").length'), of.report.streams.length, of.name + ': streams drawn');
  // No element is wider than the page.
  check(await browser.run(`Math.max(document.documentElement.scrollWidth, window.innerWidth) <= ${browser.width}`), of.name + ': the page is wider than the window of ' + browser.width);
  return opened;
}

async function everyLayerAndStream(browser, of) {
  for (const [i, layer] of of.report.layers.entries()) {
    await browser.run(`document.querySelector('[data-layer="${i}"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))`);
    const text = await browser.run(kText('#details'));
    check(text.startsWith('Layer ' + layer.name), `${of.name}: layer ${layer.name}: found ${text.slice(0, 60)}`);
    if (layer.busy_cycles !== null) check(text.includes(group(layer.busy_cycles)), `${of.name}: ${layer.name}: its busy cycles`);
  }
  for (const [i, stream] of of.report.streams.entries()) {
    await browser.run(`document.querySelector('[data-stream="${i}"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))`);
    const text = await browser.run(kText('#details'));
    check(text.startsWith('Stream ' + stream.name), `${of.name}: stream ${stream.name}: found ${text.slice(0, 60)}`);
    if (stream.max_occupancy !== null) check(text.includes('highest level' + group(stream.max_occupancy)), `${of.name}: ${stream.name}: its highest level`);
  }
}

async function graphAndRing(browser, of) {
  await browser.click('#graph-fit');  // to make it visible
  await browser.click('[data-layer="0"] rect.box');
  check((await browser.run(kText('#details'))).startsWith('Layer ' + of.report.layers[0].name), of.name + ': a click selects a layer');
  equal(await browser.run('document.querySelectorAll(".node.selected").length'), 1, of.name + ': one layer is marked');
  for (const id of ['graph-in', 'graph-out', 'graph-fit', 'graph-ring']) {
    const before = await browser.run('document.querySelector("#graph svg").getAttribute("viewBox")');
    await browser.click('#' + id);
    if (id !== 'graph-ring') check(before !== await browser.run('document.querySelector("#graph svg").getAttribute("viewBox")'), of.name + ': ' + id + ' changes the view');
  }
  const ring = of.data.picture.ring;
  equal(await browser.run(kText('#ring-length')), group(ring.cycles), of.name + ': the ring’s length');
  equal(ring.cycles * of.data.picture.interval.frames, of.data.picture.interval.cycles * ring.frames, of.name + ': the ring is as long as the interval');
  equal(ring.shares.reduce((sum, share) => sum + share.cycles, 0), ring.cycles, of.name + ': its shares add up');
  equal(await browser.run('document.querySelectorAll("#ring-table tbody tr").length'), ring.shares.length, of.name + ': rows of the ring');
  const ringed = new Set(ring.shares.filter((share) => share.layer !== undefined).map((share) => share.layer));
  equal(await browser.run('document.querySelectorAll(".node.ringed").length'), ringed.size, of.name + ': layers on the ring are marked');
  await browser.click('#show-ring');
  equal(await browser.run('document.querySelector("#show-ring").getAttribute("aria-pressed")'), 'false', of.name + ': the ring can be hidden');
  await browser.click('#show-ring');
  await browser.click('#ring-table button');
  check(!/ring that sets/.test((await browser.run(kText('#details'))).slice(0, 30)), of.name + ': a row of the ring leads to its place');
}

async function time(browser, of) {
  const state = () => browser.run('(({t0, t1, end, rows}) => ({t0, t1, end, rows}))(lanes.state())');
  equal((await state()).end, of.data.picture.cycles, of.name + ': cycles in the lanes');
  equal((await state()).rows, of.report.layers.length + of.report.streams.length, of.name + ': lanes');
  const whole = await state();
  await browser.click('#time-in');
  const near = await state();
  check(near.t1 - near.t0 < whole.t1 - whole.t0, of.name + ': zooms in');
  await browser.click('#time-right');
  check((await state()).t0 > near.t0, of.name + ': moves on');
  await browser.click('#time-left');
  await browser.click('#time-out');
  await browser.click('#time-all');
  equal(JSON.stringify(await state()), JSON.stringify(whole), of.name + ': all of the time');
  if (await browser.run('!!document.querySelector("#time-fine")')) await browser.click('#time-fine');
  else await browser.run('lanes.view(100, 140)');
  await browser.frame();
  const width = await browser.run('picture.levels[picture.levels.length - 1].width');
  equal(width, 1, of.name + ': the finest level has single cycles');
  await browser.click('#lanes canvas');
  check(/cycle/.test(await browser.run(kText('#readout'))), of.name + ': tells what is under the pointer');
  // The canvas has more than one colour.
  check(await browser.run(`(() => { const c = document.querySelector('#lanes canvas'); const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
    const seen = new Set(); for (let i = 0; i < p.length; i += 4) seen.add(p[i] << 16 | p[i + 1] << 8 | p[i + 2]); return seen.size > 4; })()`), of.name + ': lanes are drawn');
  await browser.click('#frame-lines');
  equal(await browser.run('document.querySelector("#frame-lines").getAttribute("aria-pressed")'), 'false', of.name + ': frames can be hidden');
  await browser.click('#frame-lines');
  for (const kind of ['layers', 'streams', 'ring', 'all']) {
    await browser.run(`(() => { const f = document.querySelector('#lane-filter'); f.value = '${kind}'; f.dispatchEvent(new Event('change')); })()`);
    const rows = (await state()).rows;
    const wanted = {layers: of.report.layers.length, streams: of.report.streams.length, all: of.report.layers.length + of.report.streams.length}[kind];
    check(wanted === undefined ? rows > 0 : rows === wanted, of.name + ': lanes of ' + kind);
  }
  await browser.run('lanes.view(0, lanes.state().end)');
  // The states that the lanes show add up to the report's labels.
  const level = of.data.picture.levels[0];
  if (level.width === 1) {
    const sums = await browser.run(`layers.map((layer, i) => { const v = decode(picture.levels[0].layers[i], picture.levels[0].spans); let busy = 0, blocked = 0;
      for (const x of v) { busy += kShares[x][0] === 8; blocked += kShares[x][1] === 8; } return [busy, blocked, v.length - busy - blocked]; })`);
    of.report.layers.forEach((layer, i) => {
      if (layer.busy_cycles === null || of.data.picture.frames !== of.report.frames || !of.data.picture.exact_labels[i]) return;
      equal(JSON.stringify(sums[i]), JSON.stringify([layer.busy_cycles, layer.blocked_cycles, layer.starved_cycles]), `${of.name}: lane of ${layer.name}`);
    });
  }
}

async function why(browser, of) {
  const i = of.data.picture.waits.findIndex((wait) => wait.layer !== null);
  if (i < 0) return;
  const wait = of.data.picture.waits[i];
  await browser.run(`selectLayer(${wait.layer})`);
  await browser.click('#details .why');
  equal(await browser.run('document.querySelectorAll("#way li").length'), wait.way.length, of.name + ': the way back');
  // Going back leaves no gap.
  let at = wait.at;
  for (const span of wait.way) {
    equal(span.from + span.cycles, at, of.name + ': the way back has no gap');
    at = span.from;
  }
  await browser.click('#way-in-time');
  const {t0, t1} = await browser.run('lanes.state()');
  check(t0 <= wait.at && wait.at <= t1, of.name + ': it is shown in time');
}

async function whatIf(browser, of) {
  const entry = of.data.picture.what_if.find((one) => one.depth !== of.report.streams[one.stream].depth);
  const ask = (stream, depth) => browser.run(`(() => { whatIf.choose(${stream}); const d = document.querySelector('#whatif-depth'); d.value = ${depth}; d.dispatchEvent(new Event('input')); })()`);
  if (entry) {
    await ask(entry.stream, entry.depth);
    const answer = await browser.run(kText('#whatif-answer'));
    check(entry.locks ? answer.includes('locks') : answer.includes(group(entry.interval.cycles / entry.interval.frames)), `${of.name}: what if: found ${answer}`);
    // The table equals the result of a run.
    const json = join(work, 'what-if.json');
    spawnSync(weir, ['run', of.scenario, '--engine', 'native', '--timing-only', '--depth', `${of.report.streams[entry.stream].name}=${entry.depth}`, '--json', json, ...(of.more || [])]);
    const interval = JSON.parse(readFileSync(json, 'utf8')).engines.native.interval_cycles;
    if (!entry.locks && entry.exact && interval !== null) equal(interval, entry.interval.cycles / entry.interval.frames, of.name + ': the table of depths');
  }
  await ask(0, 7919);
  check((await browser.run(kText('#whatif-answer'))).includes('--depth ' + of.report.streams[0].name + '=7919'), of.name + ': says which command to run');
  await browser.run('selectStream(0)');
  await browser.click('#ask-depth');
  equal(await browser.run('document.querySelector("#whatif-stream").value'), '0', of.name + ': from a stream to its depths');
}

async function keys(browser, of) {
  await browser.run('document.activeElement.blur(); select({kind: "ring"})');
  await browser.key('n');
  check((await browser.run(kText('#details'))).startsWith('Layer ' + of.report.layers[0].name), of.name + ': n');
  await browser.key('n');
  await browser.key('p');
  check((await browser.run(kText('#details'))).startsWith('Layer ' + of.report.layers[0].name), of.name + ': p');
  await browser.key('r');
  check(/ring/i.test((await browser.run(kText('#details'))).slice(0, 40)), of.name + ': r');
  const before = await browser.run('document.documentElement.dataset.theme');
  await browser.key('t');
  check(before !== await browser.run('document.documentElement.dataset.theme'), of.name + ': t');
  await browser.click('#theme');
  equal(await browser.run('document.documentElement.dataset.theme'), before, of.name + ': the theme’s button');
  await browser.key('?');
  check(await browser.run('document.querySelector("#help").open'), of.name + ': ?');
  await browser.click('#help button');
  check(!(await browser.run('document.querySelector("#help").open')), of.name + ': help closes');
  await browser.run(`(() => { const f = document.querySelector('#find'); f.value = ${JSON.stringify(of.report.streams[0].name)}; f.dispatchEvent(new Event('change')); })()`);
  check((await browser.run(kText('#details'))).startsWith('Stream ' + of.report.streams[0].name), of.name + ': finds by name');
}

async function comparison(browser, of, other) {
  const text = readFileSync(other.html, 'utf8');
  await browser.run(`comparison.show(${JSON.stringify(text)})`);
  const rows = await browser.run(kText('#compare-figures'));
  check(rows.includes(other.report.scenario), of.name + ': the other run');
  const differing = of.report.streams.filter((stream) => { const twin = other.report.streams.find((one) => one.name === stream.name); return !twin || twin.depth !== stream.depth || twin.max_occupancy !== stream.max_occupancy; });
  if (differing.length) check((await browser.run('document.querySelectorAll("#compare-streams tbody tr").length')) >= differing.length, of.name + ': streams that differ');
  await browser.run('comparison.show("no page")');
  check(/no page of a run/.test(await browser.run(kText('#comparison'))), of.name + ': another file is refused');
}

async function takePictures(browser, of) {
  if (!pictures) return;
  mkdirSync(pictures, {recursive: true});
  for (const [width, height] of [[390, 844], [820, 1100], [1500, 1000]]) {
    for (const theme of ['light', 'dark']) {
      await browser.size(width, height, width < 500);
      await browser.open(of.html);
      await browser.run(`theme('${theme}')`);
      await browser.frame();
      const full = Math.min(await browser.run('document.documentElement.scrollHeight'), 4200);
      await browser.size(width, full, width < 500);
      await browser.frame();
      await browser.picture(join(pictures, `${of.name}-${width}-${theme}.png`));
    }
  }
  await browser.size(1500, 1000);
}

async function main() {
  const pages = [];
  const of = (name, file, more, environment) => { const one = page(name, file, more, environment); one.scenario = file; pages.push(one); return one; };
  const tfc = of('tfc', scenario('tfc-w1a1'), ['--engine', 'golden,native']);
  tfc.more = [];
  const shallow = of('tfc-shallow', scenario('tfc-w1a1'), ['--engine', 'native', '--depth', 'quant_out=1']);
  const locked = of('locked', scenario('residual-block-shallow'), ['--engine', 'native']);
  // A real mismatch: one line of the HLS library is broken.
  const library = join(work, 'hls');
  cpSync(join(root, 'hls'), library, {recursive: true});
  const fault = join(library, 'eltwise.hpp');
  const sound = readFileSync(fault, 'utf8');
  writeFileSync(fault, sound.replace(FAULT[0], FAULT[1]));
  check(readFileSync(fault, 'utf8') !== sound, 'the fault is in the library');
  const wrong = of('mismatch', scenario('residual-block'), ['--engine', 'golden,hls,native'], {WEIR_HLS_DIR: library, WEIR_CACHE: join(work, 'cache')});

  const browser = new Browser();
  try {
    await browser.start();
    await browser.size(1400, 900);
    for (const one of [tfc, shallow]) {
      await common(browser, one);
      await everyLayerAndStream(browser, one);
      await graphAndRing(browser, one);
      await time(browser, one);
      await why(browser, one);
      await keys(browser, one);
    }
    await common(browser, tfc);
    await whatIf(browser, tfc);
    await comparison(browser, tfc, shallow);
    equal(await browser.run('document.querySelectorAll("#inputs canvas").length'), Math.min(tfc.report.frames, 16), 'pictures that went in');
    check((await browser.run(kText('#inputs'))).includes('is ' + tfc.data.picture.inputs[0].label), 'their labels');

    await common(browser, locked);
    equal(locked.report.verdict, 'fail', 'a network that locks');
    equal(await browser.run('document.querySelectorAll(".deadlock-ring tbody tr").length'), locked.report.stops[0].ring.length, 'rows of the ring that locks');
    equal(await browser.run('document.querySelectorAll(".edge.ringed").length'), new Set(locked.report.stops[0].ring.map((step) => step.stream)).size, 'streams of the ring that locks');
    for (const step of locked.report.cure) check((await browser.run(kText('#cure'))).includes(step.stream), 'the cure');
    await browser.click('#deadlock .deadlock-ring button');
    check((await browser.run(kText('#details'))).startsWith('Layer ' + locked.report.stops[0].ring[0].layer), 'from the ring that locks to a layer');

    await common(browser, wrong);
    equal(wrong.report.verdict, 'fail', 'a mismatch');
    const deviation = wrong.data.picture.deviation;
    check(deviation.found.length > 0 && deviation.found.length === deviation.wanted.length, 'beats of both engines');
    check(deviation.found[deviation.beat - deviation.first_beat] !== deviation.wanted[deviation.beat - deviation.first_beat], 'the deviating beat differs');
    for (let k = 0; k < deviation.beat - deviation.first_beat; ++k) equal(deviation.found[k], deviation.wanted[k], 'a beat before the first deviating one');
    equal(await browser.run('document.querySelectorAll("#deviation tbody tr").length'), deviation.found.length, 'beats shown');
    check(await browser.run('document.querySelectorAll("#deviation tr.differs").length > 0'), 'beats that differ are marked');
    equal(await browser.run('document.querySelector(".edge.deviates").dataset.stream'), String(deviation.stream), 'its stream is marked');

    for (const one of [tfc, locked]) {
      for (const [width, height] of [[390, 844], [820, 1100]]) {
        await browser.size(width, height, width < 500);
        await common(browser, one);
      }
      await browser.size(1400, 900);
    }
    for (const one of pages) await takePictures(browser, one);
  } finally {
    browser.end();
    await new Promise((resolve) => browser.process.once('exit', resolve));
  }
  rmSync(work, {recursive: true, force: true, maxRetries: 5});
  console.log(failures ? failures + ' failed' : 'all held');
  process.exit(failures ? 1 : 0);
}
main().catch((error) => { console.log('FAILED: ' + error.stack); process.exit(1); });
