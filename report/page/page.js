// The page that shows a run: draws the data that is embedded in it, and computes nothing that a run knows.
'use strict';
const $ = (id) => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const report = data.report;
const picture = data.picture;
const layers = report.layers;
const streams = report.streams;
const command = data.command;
// A run without records of each beat has no levels of its own.
streams.forEach((stream, i) => { stream.max_occupancy ??= picture.highest[i]; });
const layerIndex = new Map(layers.map((layer, i) => [layer.name, i]));

// --- Elements ---

function make(space, tag, attributes, children) {
  const element = space ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}
const h = (tag, attributes, ...children) => make(false, tag, attributes, children);
const s = (tag, attributes, ...children) => make(true, tag, attributes, children);

const grouped = (n) => (n === null || n === undefined ? '-' : Number(n).toLocaleString('en-US', {maximumFractionDigits: 3}));
const percent = (part, whole) => (whole > 0 ? ((100 * part) / whole).toFixed(1) + ' %' : '-');
const plural = (n, word) => grouped(n) + ' ' + word + (n === 1 ? '' : 's');
function rate(fps) {
  for (const [size, unit] of [[1e9, ' G'], [1e6, ' M'], [1e3, ' k']]) if (fps >= size) return (fps / size).toPrecision(3) + unit;
  return fps === null || fps === undefined ? '-' : Number(fps).toPrecision(3);
}
function table(heads, rows, attributes) {
  const cell = (tag, value) => h(tag, {class: typeof value === 'number' || /^[-\d,.]+( %)?$/.test(value) ? 'n' : null},
    typeof value === 'number' ? grouped(value) : value);
  return h('div', {class: 'wide'}, h('table', attributes || {},
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', {scope: 'col'}, head)))),
    h('tbody', {}, rows.map((row) => h('tr', {class: row.differs ? 'differs' : null}, (row.cells || row).map((value) => cell('td', value)))))));
}
const section = (id, title, ...children) => h('section', {id, 'aria-label': title}, h('h2', {}, title), children);
const intervalText = (interval) => interval.frames === 1 ? grouped(interval.cycles) :
  grouped(interval.cycles / interval.frames) + ' (' + plural(interval.cycles, 'cycle') + ' in ' + plural(interval.frames, 'frame') + ')';

// --- What is selected: a layer, a stream, a way back, or nothing (then the ring is shown) ---

let selection = {kind: 'ring'};
const watchers = [];
function select(next) {
  selection = next;
  for (const watcher of watchers) watcher();
}
const selectLayer = (i) => select({kind: 'layer', i});
const selectStream = (i) => select({kind: 'stream', i});
const link = (text, action) => h('button', {class: 'link', type: 'button', onclick: action}, text);
function linkTo(name) {
  if (layerIndex.has(name)) return link(name, () => selectLayer(layerIndex.get(name)));
  const i = streams.findIndex((stream) => stream.name === name);
  return i >= 0 ? link(name, () => selectStream(i)) : name;
}
const placeName = (share) => share.layer !== undefined ? layers[share.layer].name : streams[share.stream].name;

const kWhat = {
  iterations: 'iterations, one after another', pipeline: 'from an iteration to its beat', buffer: 'through the line buffer',
  credit: 'its output queue is full', hardware: 'what the layer does by itself', beat: 'a beat passes the FIFO',
  order: 'one beat a cycle', room: 'waits for room: the FIFO is full', traffic: 'held back by the traffic’s pattern',
};

// --- Header ---

const engine = Object.entries(report.engines).reverse().find(([, of]) => of.cycles !== null) || [];
function header() {
  const of = engine[1] || {};
  const interval = picture.interval;
  const figures = [
    ['Interval, cycles', interval ? intervalText(interval) : 'not proved'],
    ['Folding’s bound', grouped(picture.bound) + (picture.bound_by ? ' (' + picture.bound_by + ')' : '')],
    ['Frames a second', interval ? rate(report.clock_mhz * 1e6 * interval.frames / interval.cycles) : '-'],
    ['Latency, cycles', grouped(of.latency_cycles)],
    ['Latency, µs', of.latency_cycles === null || of.latency_cycles === undefined ? '-' : grouped(of.latency_cycles / report.clock_mhz)],
    ['Clock', grouped(report.clock_mhz) + ' MHz'],
    ['Frames run', grouped(report.frames)],
    ['Engines', Object.keys(report.engines).join(', ')],
  ];
  if (report.accuracy !== null) figures.push(['Labels right', percent(report.accuracy, 1)]);
  return h('header', {},
    h('div', {class: 'title'}, h('h1', {}, report.scenario),
      h('span', {class: 'verdict ' + report.verdict, id: 'verdict'}, report.verdict)),
    h('p', {class: 'soft'}, report.intent),
    h('dl', {class: 'figures'}, figures.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
    picture.reason ? h('p', {class: 'reason', id: 'reason'}, picture.reason) : null);
}

// --- Stops and deviations ---

function deadlock() {
  if (!report.stops.length) return null;
  const parts = report.stops.map((stop) => h('div', {},
    h('h3', {}, stop.engine + ': ' + stop.kind),
    h('p', {}, stop.cycle < 0 ? 'No beat moved at all.' :
      'The last beat moved in cycle ' + grouped(stop.cycle) + ' on ' + stop.stream + ', of frame ' + stop.frame + '.'),
    stop.ring.length ? table(['layer', 'waits for', 'stream', 'state', 'depth'], stop.ring.map((step) =>
      [linkTo(step.layer), step.waits_for, linkTo(step.stream), step.waits_for === 'room' ? 'full' : 'empty', grouped(step.depth)]), {class: 'deadlock-ring'}) : null));
  const cure = report.cure.length ? [
    h('h3', {}, 'Smallest cure that was found'),
    h('ul', {id: 'cure'}, report.cure.map((step) => h('li', {}, linkTo(step.stream), ' ' + grouped(step.wanted) + ' deep (now ' + grouped(step.depth) + ')'))),
    h('code', {class: 'command'}, command + report.cure.map((step) => ' --depth ' + step.stream + '=' + step.wanted).join('')),
  ] : h('p', {}, 'No depths were found that cure it.');
  return section('deadlock', 'It stopped', parts, cure);
}

function mismatch() {
  const of = picture.deviation;
  if (!of) return null;
  const rows = Array.from({length: Math.max(of.found.length, of.wanted.length)}, (_, k) => ({
    differs: of.found[k] !== of.wanted[k],
    cells: [String(of.first_beat + k), h('code', {}, of.found[k] ?? 'none'), h('code', {}, of.wanted[k] ?? 'none')],
  }));
  return section('mismatch', 'First deviating beat', h('p', {}, of.text),
    h('p', {}, 'Stream ', linkTo(streams[of.stream].name), ', frame ' + of.frame + ', beat ' + of.beat + (of.cycle === null ? '' : ', cycle ' + grouped(of.cycle)) + '.'),
    rows.length ? table(['beat of the frame', 'found (' + of.engine + ')', 'wanted (' + of.reference + ')'], rows, {id: 'deviation'}) : null);
}

// --- The graph ---

const ringLayers = new Set();
const ringStreams = new Map();  // to whether room was waited for
if (picture.ring) {
  for (const share of picture.ring.shares) {
    if (share.layer !== undefined) ringLayers.add(share.layer);
    else ringStreams.set(share.stream, ringStreams.get(share.stream) || share.cause === 'room');
  }
}
const lockLayers = new Set();
const lockStreams = new Map();
for (const stop of report.stops) {
  for (const step of stop.ring) {
    lockLayers.add(layerIndex.get(step.layer));
    lockStreams.set(streams.findIndex((stream) => stream.name === step.stream), step.waits_for === 'room');
  }
}

function activity(layer) {
  const parts = [['busy', layer.busy_cycles], ['starved', layer.starved_cycles], ['blocked', layer.blocked_cycles]];
  const all = parts.reduce((sum, [, cycles]) => sum + (cycles || 0), 0);
  return {parts, all};
}

const sizedOf = new Map((picture.sized || []).map((stream) => [stream.name, stream]));
function edgeLabel(stream) {
  const depth = stream.depth === null ? '' : 'depth ' + grouped(stream.depth);
  const held = stream.max_occupancy === null ? '' : 'high ' + grouped(stream.max_occupancy);
  return [depth, held].filter(Boolean).join(' · ') || 'wire';
}

function graph() {
  const layout = data.layout;
  const root = s('svg', {viewBox: `0 0 ${layout.width} ${layout.height}`, role: 'group', 'aria-label': 'The pipeline'});
  root.append(s('defs', {}, s('pattern', {id: 'hatch', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'},
    s('rect', {width: 5, height: 5, class: 'blocked'}), s('line', {x1: 0, y1: 0, x2: 0, y2: 5, stroke: 'var(--paper)', 'stroke-width': 1.5}))));
  const keyed = (action) => ({onclick: action, onkeydown: (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); action(); } }});
  const edges = layout.edges.map((edge, i) => {
    const stream = streams[i];
    const room = ringStreams.get(i);
    const classes = ['edge', stream.depth !== null && stream.max_occupancy !== null && stream.max_occupancy >= stream.depth ? 'full' : '',
      ringStreams.has(i) || lockStreams.has(i) ? 'ringed' : '', room || lockStreams.get(i) ? 'backwards' : '',
      picture.deviation && picture.deviation.stream === i ? 'deviates' : ''];
    const sized = sizedOf.get(stream.name);
    const lines = [edgeLabel(stream)];
    if (sized && sized.one_less) lines.push(sized.one_less);
    const width = Math.max(...lines.map((line) => line.length)) * 6.2 + 6;
    const label = edge.label ? [
      s('rect', {class: 'tag', x: edge.label[0] - width / 2, y: edge.label[1] - 8 * lines.length, width, height: 16 * lines.length, rx: 3}),
      lines.map((line, k) => s('text', {x: edge.label[0], y: edge.label[1] + 4 + 14 * k - 7 * (lines.length - 1), 'text-anchor': 'middle'}, line))] : null;
    return s('g', {class: classes.filter(Boolean).join(' '), 'data-stream': i, tabindex: 0, role: 'button', 'aria-label': 'stream ' + stream.name, ...keyed(() => selectStream(i))},
      s('title', {}, stream.name + ': ' + stream.from + ' to ' + stream.to + ', ' + edgeLabel(stream)),
      s('path', {class: 'hit', d: edge.path}), s('path', {class: 'line', d: edge.path}), s('path', {class: 'head', d: edge.head}), label);
  });
  const nodes = layout.nodes.map((node, i) => {
    const layer = layers[i];
    const {parts, all} = activity(layer);
    const x = node.x - node.width / 2;
    const y = node.y - node.height / 2;
    let at = x + 8;
    const full = node.width - 16;
    const bars = all ? parts.map(([label, cycles]) => {
      const width = full * cycles / all;
      const bar = s('rect', {class: label, x: at, y: y + node.height - 15, width, height: 8, fill: label === 'blocked' ? 'url(#hatch)' : null, style: label === 'blocked' ? 'fill:url(#hatch)' : null});
      at += width;
      return bar;
    }) : null;
    const most = Math.floor((node.width - 12) / 7.4);
    const shown = layer.name.length > most ? layer.name.slice(0, most - 1) + '…' : layer.name;
    const kind = layer.kind + (layer.pe > 1 || layer.simd > 1 ? ` · PE ${layer.pe} × SIMD ${layer.simd}` : '');
    return s('g', {class: 'node' + (ringLayers.has(i) || lockLayers.has(i) ? ' ringed' : ''), 'data-layer': i, tabindex: 0, role: 'button', 'aria-label': 'layer ' + layer.name, ...keyed(() => selectLayer(i))},
      s('title', {}, layer.name + ': ' + kind + (all ? ', busy ' + percent(parts[0][1], all) + ', starved ' + percent(parts[1][1], all) + ', blocked ' + percent(parts[2][1], all) : '')),
      s('rect', {class: 'box', x, y, width: node.width, height: node.height, rx: 5}),
      s('text', {class: 'name', x: x + 8, y: y + 17}, shown),
      s('text', {class: 'kind', x: x + 8, y: y + 31}, kind), bars,
      all ? s('rect', {x: x + 8, y: y + node.height - 15, width: full, height: 8, fill: 'none', stroke: 'var(--soft)', 'stroke-width': 0.6}) : null);
  });
  const ends = layout.ends.map((end) => s('g', {class: 'end'}, s('ellipse', {cx: end.x, cy: end.y, rx: end.width / 2, ry: end.height / 2}),
    s('text', {x: end.x, y: end.y + 4, 'text-anchor': 'middle'}, end.name)));
  root.append(s('g', {}, edges, nodes, ends));

  const view = {x: 0, y: 0, scale: 1};  // in units of the drawing, pixels a unit
  const box = h('div', {id: 'graph', class: 'view', tabindex: 0, role: 'group', 'aria-label': 'The pipeline as a graph'}, root);
  const apply = () => {
    const width = box.clientWidth / view.scale;
    const height = box.clientHeight / view.scale;
    root.setAttribute('viewBox', `${view.x} ${view.y} ${width} ${height}`);
  };
  const fit = () => {
    view.scale = Math.min(box.clientWidth / layout.width, box.clientHeight / layout.height, 1.4);
    view.x = layout.width / 2 - box.clientWidth / view.scale / 2;
    view.y = layout.height / 2 - box.clientHeight / view.scale / 2;
    apply();
  };
  const zoom = (factor, px, py) => {
    px = px ?? box.clientWidth / 2;
    py = py ?? box.clientHeight / 2;
    const next = Math.min(Math.max(view.scale * factor, 0.02), 4);
    view.x += px / view.scale - px / next;
    view.y += py / view.scale - py / next;
    view.scale = next;
    apply();
  };
  // Readable: at its own size, the first layer or what is selected in the middle.
  const home = (x, y) => {
    view.scale = Math.min(1, box.clientWidth / Math.min(layout.width, 340));
    view.x = (x ?? layout.width / 2) - box.clientWidth / view.scale / 2;
    view.y = y === undefined ? 0 : y - box.clientHeight / view.scale / 2;
    apply();
  };
  const reveal = (x, y) => {
    const right = view.x + box.clientWidth / view.scale;
    const bottom = view.y + box.clientHeight / view.scale;
    if (view.scale < 0.5) return home(x, y);
    if (x < view.x + 60 || x > right - 60) view.x = x - box.clientWidth / view.scale / 2;
    if (y < view.y + 40 || y > bottom - 40) view.y = y - box.clientHeight / view.scale / 2;
    apply();
  };
  const pointers = new Map();
  let moved = 0;
  box.addEventListener('pointerdown', (event) => { pointers.set(event.pointerId, event); moved = 0; });
  box.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    if (pointers.size === 2) {
      const [other] = [...pointers.values()].filter((of) => of.pointerId !== event.pointerId);
      const length = (of) => Math.hypot(of.clientX - other.clientX, of.clientY - other.clientY) || 1;
      const bounds = box.getBoundingClientRect();
      zoom(length(event) / length(before), (event.clientX + other.clientX) / 2 - bounds.x, (event.clientY + other.clientY) / 2 - bounds.y);
    } else if (event.pointerType !== 'touch' || Math.abs(event.clientX - before.clientX) > 0) {
      view.x -= (event.clientX - before.clientX) / view.scale;
      view.y -= (event.clientY - before.clientY) / view.scale;
      apply();
    }
    moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
    pointers.set(event.pointerId, event);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) box.addEventListener(end, (event) => pointers.delete(event.pointerId));
  box.addEventListener('click', (event) => { if (moved > 6) event.stopPropagation(); }, true);
  box.addEventListener('wheel', (event) => {
    event.preventDefault();
    const bounds = box.getBoundingClientRect();
    if (event.ctrlKey || event.altKey) {
      zoom(Math.exp(-event.deltaY / 300), event.clientX - bounds.x, event.clientY - bounds.y);
    } else {
      view.x += event.deltaX / view.scale;
      view.y += event.deltaY / view.scale;
      apply();
    }
  }, {passive: false});
  box.addEventListener('keydown', (event) => {
    const step = 60 / view.scale;
    const moves = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step]};
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; apply(); }
    else if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else return;
    event.preventDefault();
  });
  watchers.push(() => {
    for (const element of root.querySelectorAll('.selected')) element.classList.remove('selected');
    if (selection.kind === 'layer') {
      root.querySelector(`[data-layer="${selection.i}"]`).classList.add('selected');
      reveal(layout.nodes[selection.i].x, layout.nodes[selection.i].y);
    } else if (selection.kind === 'stream') {
      root.querySelector(`[data-stream="${selection.i}"]`).classList.add('selected');
      const at = layout.edges[selection.i].middle;
      reveal(at[0], at[1]);
    }
  });
  new ResizeObserver(apply).observe(box);
  const ringButton = h('button', {type: 'button', id: 'show-ring', 'aria-pressed': 'true', onclick: () => {
    const shown = root.classList.toggle('noring');
    ringButton.setAttribute('aria-pressed', String(!shown));
  }}, 'Ring');
  const firstRing = [...ringLayers][0] ?? [...lockLayers][0];
  const tools = h('div', {class: 'tools'},
    h('button', {type: 'button', 'aria-label': 'zoom in', id: 'graph-in', onclick: () => zoom(1.25)}, '+'),
    h('button', {type: 'button', 'aria-label': 'zoom out', id: 'graph-out', onclick: () => zoom(0.8)}, '−'),
    h('button', {type: 'button', id: 'graph-fit', onclick: fit}, 'All'),
    h('button', {type: 'button', id: 'graph-ring', onclick: () => {
      select({kind: 'ring'});
      if (firstRing !== undefined) home(layout.nodes[firstRing].x, layout.nodes[firstRing].y);
    }}, 'To the ring'), ringButton,
    h('label', {}, h('span', {class: 'soft'}, 'Find '), finder()),
    h('span', {}, ['busy', 'starved', 'blocked'].map((label) => h('span', {class: 'key'}, h('i', {class: label}), label)),
      h('span', {class: 'key'}, h('i', {style: 'background:var(--ring)'}), lockLayers.size ? 'the ring that locks' : 'the ring that sets the pace (dashed: waits for room)')));
  requestAnimationFrame(() => { if (layout.height < 900 && layout.width < box.clientWidth) fit(); else home(); });
  return [tools, h('div', {class: 'split'}, box, h('div', {id: 'details', 'aria-live': 'polite'}))];
}

function finder() {
  const names = h('datalist', {id: 'names'}, layers.map((layer) => h('option', {value: layer.name})), streams.map((stream) => h('option', {value: stream.name})));
  return h('span', {}, h('input', {list: 'names', id: 'find', size: 14, 'aria-label': 'find a layer or stream', onchange: (event) => {
    const name = event.target.value;
    if (layerIndex.has(name)) selectLayer(layerIndex.get(name));
    else { const i = streams.findIndex((stream) => stream.name === name); if (i >= 0) selectStream(i); }
  }}), names);
}

// --- Details ---

function ringDetails() {
  if (report.stops.length) return [h('h3', {}, 'The ring that locks'), h('p', {}, 'See ', h('a', {href: '#deadlock'}, 'where it stopped'), '.')];
  const ring = picture.ring;
  if (!ring) return [h('h3', {}, 'No ring'), h('p', {}, picture.interval ? 'The ring is longer than what was kept of a run.' : 'No interval is proved, so nothing is known to set the pace.')];
  return [h('h3', {}, 'The ring that sets the pace'),
    h('p', {}, 'From a beat back to the same beat ' + plural(ring.frames, 'frame') + ' earlier, each step without slack: ',
      h('b', {id: 'ring-length'}, grouped(ring.cycles)), ' cycles' + (ring.frames > 1 ? ' for ' + plural(ring.frames, 'frame') : '') + ', the proved interval.',
      ring.exact ? '' : ' Inside layers that are not elastic, what a layer did last is taken to be the cause.'),
    table(['where', 'what', 'cycles', '%', 'times'], ring.shares.map((share) =>
      [linkTo(placeName(share)), kWhat[share.cause], share.cycles, percent(share.cycles, ring.cycles), share.spans]), {id: 'ring-table'})];
}

function wayDetails(wait) {
  const what = wait.layer !== null ? layers[wait.layer].name + ', iteration ' + grouped(wait.number) : streams[wait.stream].name + ', beat ' + grouped(wait.number);
  return [h('h3', {}, 'Why did it wait?'),
    h('p', {}, what + ' of frame ' + wait.frame + ', in cycle ' + grouped(wait.at) +
      (wait.waited ? ', waited ' + plural(wait.waited, 'cycle') + (wait.layer !== null ? (wait.for_room ? ' for room' : ' for a beat') : ' for room') : '') + '. Back from there:'),
    h('ol', {class: 'way', id: 'way'}, wait.way.map((span) => h('li', {}, grouped(span.cycles) + (span.cycles === 1 ? ' cycle: ' : ' cycles: '),
      linkTo(placeName(span)), ', ' + kWhat[span.cause] + ', from cycle ' + grouped(span.from)))),
    h('p', {class: 'soft'}, wait.whole ? 'There the run began.' : 'It goes on: the first ' + wait.way.length + ' spans are shown.'),
    h('button', {type: 'button', id: 'way-in-time', onclick: () => { lanes.show(wait); $('time').scrollIntoView(); }}, 'Show it in time')];
}
const waitButtons = (waits) => waits.map((wait) => h('p', {}, h('button', {type: 'button', class: 'why', onclick: () => select({kind: 'way', wait, of: selection})},
  'Why did ' + (wait.layer !== null ? 'it wait ' + plural(wait.waited, 'cycle') + (wait.for_room ? ' for room' : ' for a beat') :
    wait.waited ? 'a beat wait ' + plural(wait.waited, 'cycle') + ' for room' : 'beat ' + wait.number + ' of frame ' + wait.frame + ' come in cycle ' + grouped(wait.at)) + '?')));

function layerDetails(i) {
  const layer = layers[i];
  const {parts, all} = activity(layer);
  const shares = picture.ring ? picture.ring.shares.filter((share) => share.layer === i) : [];
  return [h('h3', {}, 'Layer ' + layer.name),
    h('p', {}, layer.kind + (layer.pe > 1 || layer.simd > 1 ? ', PE ' + layer.pe + ', SIMD ' + layer.simd : '') + '; ' + plural(layer.ideal_cycles, 'cycle') + ' a frame by its folding'),
    all ? [h('div', {class: 'bar', 'aria-hidden': 'true'}, parts.map(([label, cycles]) => h('span', {class: label, style: 'width:' + 100 * cycles / all + '%'}))),
      table(['cycles', 'of the run', '%'], parts.map(([label, cycles]) => [label, cycles, percent(cycles, all)]))] : h('p', {}, 'Nothing is known of its cycles.'),
    shares.length ? h('p', {}, 'On the ring that sets the pace: ' + plural(shares.reduce((sum, share) => sum + share.cycles, 0), 'cycle') + ' of ' + grouped(picture.ring.cycles) + '.') : null,
    h('p', {}, 'Reads ', streams.filter((stream) => stream.to === layer.name).map((stream) => [linkTo(stream.name), ' ']), '; writes ',
      streams.filter((stream) => stream.from === layer.name).map((stream) => [linkTo(stream.name), ' '])),
    waitButtons(picture.waits.filter((wait) => wait.layer === i))];
}

function streamDetails(i) {
  const stream = streams[i];
  const sized = sizedOf.get(stream.name);
  const rows = [['from', linkTo(stream.from)], ['to', linkTo(stream.to)], ['bits a beat', stream.width_bits], ['beats a frame', stream.beats_per_frame],
    ['depth', stream.depth === null ? 'wire, or the build’s own' : grouped(stream.depth)], ['highest level', grouped(stream.max_occupancy)]];
  if (sized) rows.push(['one less', sized.one_less || 'not tried'], ['given', grouped(sized.given)]);
  return [h('h3', {}, 'Stream ' + stream.name), table(['', ''], rows),
    waitButtons(picture.waits.filter((wait) => wait.layer === null && wait.stream === i)),
    h('p', {class: 'soft'}, 'Of another beat: ', h('code', {}, command + ' --html FILE --html-beat ' + stream.name + '=BEAT')),
    stream.depth !== null ? h('p', {}, h('button', {type: 'button', id: 'ask-depth', onclick: () => { whatIf.choose(i); $('whatif').scrollIntoView(); }}, 'What if it had another depth?')) : null];
}

function showDetails() {
  const content = {ring: ringDetails, layer: () => layerDetails(selection.i), stream: () => streamDetails(selection.i), way: () => wayDetails(selection.wait)}[selection.kind]();
  const back = selection.kind === 'ring' ? null : h('p', {}, link('To the ring', () => select({kind: 'ring'})));
  $('details').replaceChildren(...[content, back].flat(Infinity).filter(Boolean));
}

// --- Lanes: what layers and streams did over time ---

// Characters of the data, each a share of busy and blocked eighths, or a level; a number behind it repeats it.
const kDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const kShares = [];
for (let busy = 0; busy <= 8; ++busy) for (let blocked = 0; busy + blocked <= 8; ++blocked) kShares.push([busy, blocked]);
const code = new Int8Array(128).fill(-1);
[...kDigits].forEach((character, i) => { code[character.charCodeAt(0)] = i; });
function decode(text, spans) {
  const values = new Uint8Array(spans);
  let at = 0;
  for (let k = 0; k < text.length;) {
    const value = code[text.charCodeAt(k++)];
    let times = 0;
    while (k < text.length && text.charCodeAt(k) < 58) times = times * 10 + text.charCodeAt(k++) - 48;
    values.fill(value, at, at += times || 1);
  }
  return values;
}

function makeLanes() {
  const levels = picture.levels || [];
  if (!levels.length) return null;
  const end = picture.cycles;
  // In the order of the data's way: each layer behind the streams that it reads.
  const rows = [];
  const placed = new Set();
  layers.forEach((layer, i) => {
    streams.forEach((stream, k) => { if (stream.to === layer.name && !placed.has(k)) { placed.add(k); rows.push({stream: k, name: stream.name}); } });
    rows.push({layer: i, name: layer.name});
  });
  streams.forEach((stream, k) => { if (!placed.has(k)) rows.push({stream: k, name: stream.name}); });
  const rowOf = {layer: new Map(), stream: new Map()};
  let shown = rows;
  const place = () => {
    rowOf.layer.clear();
    rowOf.stream.clear();
    shown.forEach((row, r) => (row.layer !== undefined ? rowOf.layer.set(row.layer, r) : rowOf.stream.set(row.stream, r)));
  };
  place();
  const cache = new Map();
  const valuesOf = (level, row) => {
    const key = level + (row.layer !== undefined ? 'l' + row.layer : 's' + row.stream);
    if (!cache.has(key)) cache.set(key, decode(row.layer !== undefined ? levels[level].layers[row.layer] : levels[level].held[row.stream], levels[level].spans));
    return cache.get(key);
  };
  const kRow = 15;
  const kTop = 22;
  let t0 = 0;
  let t1 = end;
  let way = null;
  let cursor = null;
  let frameLines = true;
  const canvas = h('canvas', {tabindex: 0, role: 'img', 'aria-label': 'Layers and streams over time; arrow keys move, plus and minus zoom'});
  const room = h('div', {class: 'room'});
  const box = h('div', {id: 'lanes', class: 'view'}, canvas, room);
  const readout = h('div', {class: 'readout', id: 'readout', 'aria-live': 'polite'});
  const range = h('span', {class: 'soft', id: 'range'});
  const hint = h('p', {class: 'soft', id: 'hint'});
  const gutter = () => (box.clientWidth < 560 ? 92 : 190);
  const plot = () => Math.max(box.clientWidth - gutter() - 4, 40);
  const x = (cycle) => gutter() + (cycle - t0) / (t1 - t0) * plot();
  const cycleAt = (px) => t0 + (px - gutter()) / plot() * (t1 - t0);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  function drawRow(context, row, y, colours) {
    const height = kRow - 3;
    const perCycle = plot() / (t1 - t0);
    levels.forEach((level, l) => {
      // A finer level is drawn over a coarser one where that is too coarse.
      if (l > 0 && levels[l - 1].width * perCycle < 3) return;
      const begin = Math.max(t0, level.from);
      const stop = Math.min(t1, level.from + level.spans * level.width, end);
      if (begin >= stop) return;
      const values = valuesOf(l, row);
      const left = x(begin);
      const right = x(stop);
      if (row.layer !== undefined) {
        context.fillStyle = colours.starved;
        context.fillRect(left, y, right - left, height);
      } else {
        context.fillStyle = colours.row;
        context.fillRect(left, y, right - left, height);
      }
      const first = Math.floor((begin - level.from) / level.width);
      const last = Math.min(Math.ceil((stop - level.from) / level.width), level.spans);
      const width = level.width * perCycle;
      if (width >= 1) {
        for (let span = first; span < last;) {  // alike ones at once
          const value = values[span];
          let to = span + 1;
          while (to < last && values[to] === value) ++to;
          const a = Math.max(x(level.from + span * level.width), left);
          const b = Math.min(x(level.from + to * level.width), right);
          paint(context, row, value, a, b - a, y, height, colours);
          span = to;
        }
        return;
      }
      for (let px = Math.floor(left); px < right; ++px) {  // several spans a pixel
        const from = Math.max(Math.floor((cycleAt(px) - level.from) / level.width), first);
        const to = Math.min(Math.max(Math.floor((cycleAt(px + 1) - level.from) / level.width), from + 1), last);
        if (from >= to) continue;
        if (row.layer !== undefined) {
          let busy = 0;
          let blocked = 0;
          for (let span = from; span < to; ++span) { busy += kShares[values[span]][0]; blocked += kShares[values[span]][1]; }
          stack(context, busy / (8 * (to - from)), blocked / (8 * (to - from)), px, 1, y, height, colours);
        } else {
          let most = 0;
          for (let span = from; span < to; ++span) most = Math.max(most, values[span]);
          paint(context, row, most, px, 1, y, height, colours);
        }
      }
    });
  }
  function stack(context, busy, blocked, px, width, y, height, colours) {
    context.fillStyle = colours.busy;
    context.fillRect(px, y + height * (1 - busy), width, height * busy);
    if (blocked > 0) {
      context.fillStyle = colours.blocked;
      context.fillRect(px, y + height * (1 - busy - blocked), width, height * blocked);
    }
  }
  function paint(context, row, value, px, width, y, height, colours) {
    if (row.layer !== undefined) {
      stack(context, kShares[value][0] / 8, kShares[value][1] / 8, px, width, y, height, colours);
    } else if (value > 0) {
      const full = height * value / (kDigits.length - 1);
      context.fillStyle = colours.held;
      context.fillRect(px, y + height - full, width, full);
    }
  }

  let drawn = 0;
  function draw() {
    drawn = 0;
    const ratio = window.devicePixelRatio || 1;
    const width = box.clientWidth;
    // As high as the lanes, if they are few.
    const wanted = kTop + shown.length * kRow + 8;
    box.style.height = wanted + 2 + 'px';
    const height = box.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = width + 'px';
      canvas.style.height = height + 'px';
    }
    room.style.height = wanted + 'px';
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const colours = Object.fromEntries(['paper', 'ink', 'soft', 'line', 'row', 'busy', 'blocked', 'starved', 'held', 'ring'].map((name) => [name, colour(name)]));
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, width, height);
    const top = box.scrollTop;
    const firstRow = Math.max(Math.floor((top - kTop) / kRow), 0);
    const lastRow = Math.min(Math.ceil((top + height) / kRow), shown.length);
    context.font = '11px system-ui, "DejaVu Sans", sans-serif';
    context.textBaseline = 'middle';
    for (let r = firstRow; r < lastRow; ++r) {
      const row = shown[r];
      const y = kTop + r * kRow - top;
      const chosen = row.layer !== undefined ? selection.kind === 'layer' && selection.i === row.layer : selection.kind === 'stream' && selection.i === row.stream;
      context.fillStyle = chosen ? colours.ring : row.layer !== undefined ? colours.ink : colours.soft;
      context.font = (row.layer !== undefined || chosen ? '600 ' : '') + '11px system-ui, "DejaVu Sans", sans-serif';
      let name = row.name;
      while (name.length > 3 && context.measureText(name).width > gutter() - 14) name = name.slice(0, -2) + '…';
      context.fillText(name, row.layer !== undefined ? 6 : 12, y + kRow / 2);
      drawRow(context, row, y, colours);
    }
    if (frameLines) drawFrames(context, colours, top, height);
    if (way) drawWay(context, colours, top);
    drawAxis(context, colours, width);
    if (cursor !== null && cursor >= t0 && cursor <= t1) {
      context.strokeStyle = colours.ink;
      context.beginPath();
      context.moveTo(x(cursor), kTop);
      context.lineTo(x(cursor), height);
      context.stroke();
    }
    range.textContent = 'cycles ' + grouped(Math.round(t0)) + ' to ' + grouped(Math.round(t1)) + ' of ' + grouped(end);
    const finest = levels.reduce((best, level) => (level.from <= t0 + 1 && level.from + level.spans * level.width >= Math.min(t1, end) - 1 ? level.width : best), levels[0].width);
    const coarse = finest > 1 && finest * plot() / (t1 - t0) > 3;
    hint.textContent = coarse ? 'Here a column stands for ' + grouped(finest) + ' cycles. Single cycles there: ' + command + ' --html FILE --html-at ' + Math.round((t0 + t1) / 2) : '';
  }
  function later() { if (!drawn) drawn = requestAnimationFrame(draw); }

  function drawAxis(context, colours, width) {
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, width, kTop - 2);
    context.fillStyle = colours.soft;
    context.font = '11px system-ui, "DejaVu Sans", sans-serif';
    const rough = (t1 - t0) / Math.max(plot() / 90, 1);
    const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
    const step = Math.max([1, 2, 5, 10].map((m) => m * power).find((m) => m >= rough) || power * 10, 1);
    for (let tick = Math.ceil(t0 / step) * step; tick <= t1; tick += step) {
      const px = x(tick);
      context.fillRect(px, kTop - 5, 1, 4);
      const text = grouped(tick);
      const half = context.measureText(text).width / 2;
      if (px - half > gutter() - 20 && px + half < width) context.fillText(text, px - half, 8);
    }
  }

  const kFrames = ['#2f8fc9', '#b0578a', '#8a7d00', '#d55e00'];
  function drawFrames(context, colours, top) {
    const marks = picture.marks || [];
    let free = 0;  // from where there is room for a label
    marks.forEach((streamsOf, f) => {
      if (streamsOf.every(([, last]) => last < t0 || last > t1)) return;
      context.save();
      context.beginPath();
      context.rect(gutter(), kTop, plot(), box.clientHeight - kTop);
      context.clip();
      context.strokeStyle = kFrames[f % kFrames.length];
      context.lineWidth = 1.6;
      context.beginPath();
      let pen = false;
      let label = null;
      for (const [k, r] of rowOf.stream) {
        const last = streamsOf[k][1];
        if (last < 0) { pen = false; continue; }
        const px = x(last + 0.5);
        const y = kTop + r * kRow + kRow / 2 - top;
        if (pen) context.lineTo(px, y); else context.moveTo(px, y);
        if (!label && y > kTop && px > gutter()) label = [px, y];
        pen = true;
      }
      context.stroke();
      context.restore();
      if (label && label[0] >= free) {
        free = label[0] + 58;
        context.fillStyle = colours.ink;
        context.font = '10px system-ui, "DejaVu Sans", sans-serif';
        context.fillText('frame ' + f, label[0] + 3, label[1] - 1);
      }
    });
  }
  function drawWay(context, colours, top) {
    context.strokeStyle = colours.ring;
    context.fillStyle = colours.ring;
    context.lineWidth = 2;
    let before = null;
    for (const span of way) {
      const r = span.layer !== undefined ? rowOf.layer.get(span.layer) : rowOf.stream.get(span.stream);
      if (r === undefined) continue;
      const y = kTop + r * kRow + kRow / 2 - top;
      const a = Math.max(x(span.from), gutter());
      const b = Math.max(x(span.from + span.cycles), gutter());
      context.fillRect(a, y - 2.5, Math.max(b - a, 2), 5);
      if (before) {
        context.beginPath();
        context.moveTo(before[0], before[1]);
        context.lineTo(b, y);
        context.stroke();
      }
      before = [a, y];
    }
    context.lineWidth = 1;
  }

  function view(from, to) {
    const least = 16;
    let length = Math.min(Math.max(to - from, Math.min(least, end)), end);
    t0 = Math.min(Math.max((from + to - length) / 2, 0), end - length);
    t1 = t0 + length;
    later();
  }
  function zoom(factor, at) {
    at = at ?? (t0 + t1) / 2;
    view(at - (at - t0) / factor, at + (t1 - at) / factor);
  }
  const pan = (share) => view(t0 + share * (t1 - t0), t1 + share * (t1 - t0));
  function tell(px, py) {
    const r = Math.floor((py + box.scrollTop - kTop) / kRow);
    const cycle = Math.floor(cycleAt(px));
    if (r < 0 || r >= shown.length || px < gutter() || cycle < 0 || cycle >= end) return null;
    const row = shown[r];
    let level = levels[0];
    let index = 0;
    levels.forEach((of, l) => { if (of.from <= cycle && cycle < of.from + of.spans * of.width) { level = of; index = l; } });
    const span = Math.floor((cycle - level.from) / level.width);
    const value = valuesOf(index, row)[span];
    const from = level.from + span * level.width;
    const where = level.width === 1 ? 'cycle ' + grouped(cycle) : 'cycles ' + grouped(from) + ' to ' + grouped(Math.min(from + level.width, end) - 1);
    if (row.layer !== undefined) {
      const [busy, blocked] = kShares[value];
      const starved = 8 - busy - blocked;
      const said = level.width === 1 ? (busy ? 'busy' : blocked ? 'blocked' : 'starved') : `about ${busy} eighths busy, ${blocked} blocked, ${starved} starved`;
      readout.textContent = row.name + ', ' + where + ': ' + said;
    } else {
      const scale = picture.scales[row.stream];
      const held = scale <= kDigits.length - 1 ? String(value) : 'about ' + grouped(Math.round(value * scale / (kDigits.length - 1)));
      readout.textContent = row.name + ', ' + where + ': ' + (streams[row.stream].depth === null ? 'a wire' : held + ' of ' + grouped(streams[row.stream].depth) + ' held' + (level.width === 1 ? '' : ' at most'));
    }
    return row;
  }
  const pointers = new Map();
  let moved = 0;
  canvas.addEventListener('pointerdown', (event) => { canvas.setPointerCapture(event.pointerId); pointers.set(event.pointerId, {x: event.offsetX, y: event.offsetY}); moved = 0; });
  canvas.addEventListener('pointermove', (event) => {
    tell(event.offsetX, event.offsetY);
    const before = pointers.get(event.pointerId);
    if (!before) return;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const length = (of) => Math.max(Math.abs(of - other.x), 8);
      zoom(length(event.offsetX) / length(before.x), cycleAt((event.offsetX + other.x) / 2));
    } else {
      const shift = (event.offsetX - before.x) / plot() * (t1 - t0);
      view(t0 - shift, t1 - shift);
      if (event.pointerType === 'touch') box.scrollTop -= event.offsetY - before.y;
    }
    moved += Math.abs(event.offsetX - before.x) + Math.abs(event.offsetY - before.y);
    pointers.set(event.pointerId, {x: event.offsetX, y: event.offsetY});
  });
  for (const stop of ['pointerup', 'pointercancel']) canvas.addEventListener(stop, (event) => pointers.delete(event.pointerId));
  canvas.addEventListener('click', (event) => {
    if (moved > 6) return;
    const r = Math.floor((event.offsetY + box.scrollTop - kTop) / kRow);
    const row = tell(event.offsetX, event.offsetY) || (event.offsetX < gutter() ? shown[r] : null);
    if (event.offsetX >= gutter()) cursor = Math.floor(cycleAt(event.offsetX));
    if (row) { if (row.layer !== undefined) selectLayer(row.layer); else selectStream(row.stream); }
    later();
  });
  canvas.addEventListener('wheel', (event) => {
    if (event.ctrlKey || event.altKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      if (event.ctrlKey || event.altKey) zoom(Math.exp(-event.deltaY / 250), cycleAt(event.offsetX));
      else pan((event.deltaX || event.deltaY) / plot());
    }
  }, {passive: false});
  canvas.addEventListener('keydown', (event) => {
    const action = {ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2), '+': () => zoom(1.5), '=': () => zoom(1.5), '-': () => zoom(1 / 1.5), Home: () => view(0, end),
      ArrowUp: () => { box.scrollTop -= 3 * kRow; }, ArrowDown: () => { box.scrollTop += 3 * kRow; }}[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  box.addEventListener('scroll', later);
  new ResizeObserver(later).observe(box);
  watchers.push(later);
  const filter = h('select', {id: 'lane-filter', 'aria-label': 'lanes shown', onchange: (event) => {
    const keep = {all: () => true, layers: (row) => row.layer !== undefined, streams: (row) => row.stream !== undefined,
      ring: (row) => (row.layer !== undefined ? ringLayers.has(row.layer) : ringStreams.has(row.stream))}[event.target.value];
    shown = rows.filter(keep);
    if (!shown.length) shown = rows;
    place();
    box.scrollTop = 0;
    later();
  }}, [['all', 'layers and streams'], ['layers', 'layers'], ['streams', 'streams'], ['ring', 'the ring']].map(([value, text]) => h('option', {value}, text)));
  const framesButton = h('button', {type: 'button', id: 'frame-lines', 'aria-pressed': 'true', onclick: () => {
    frameLines = !frameLines;
    framesButton.setAttribute('aria-pressed', String(frameLines));
    later();
  }}, 'Frames');
  const fine = levels[levels.length - 1];
  const button = (id, text, label, action) => h('button', {type: 'button', id, 'aria-label': label, onclick: action}, text);
  const element = section('time', 'Time',
    h('div', {class: 'tools'}, button('time-in', '+', 'zoom in', () => zoom(2)), button('time-out', '−', 'zoom out', () => zoom(0.5)),
      button('time-left', '◀', 'earlier', () => pan(-0.3)), button('time-right', '▶', 'later', () => pan(0.3)), button('time-all', 'All', 'the whole run', () => view(0, end)),
      levels.length > 1 ? button('time-fine', 'Single cycles', 'where there are single cycles', () => view(fine.from + fine.spans * fine.width * 0.4, fine.from + fine.spans * fine.width * 0.6)) : null,
      framesButton, filter, range,
      h('span', {}, ['busy', 'starved', 'blocked', 'held'].map((label) => h('span', {class: 'key'}, h('i', {class: label}), label === 'held' ? 'beats held' : label)))),
    box, readout, hint,
    h('p', {class: 'soft'}, (picture.frames < report.frames ? 'The first ' + plural(picture.frames, 'frame') + '. ' : '') + 'A frame’s line passes each stream when the frame’s last beat enters it.' +
      (picture.exact_labels.every(Boolean) ? '' : ' Of layers that are not elastic, busy cycles here are those in which beats moved at their ports.') +
      ' Drag to move, Ctrl and wheel to zoom.'));
  return {
    element, view, zoom, pan, draw,
    show: (wait) => {
      way = wait.way;
      cursor = wait.at;
      const earliest = wait.way.length ? wait.way[wait.way.length - 1].from : wait.at;
      const reach = Math.max(wait.at - earliest, wait.waited, 16);
      view(Math.max(wait.at - reach * 1.1, earliest - reach * 0.1), wait.at + reach * 0.1);
      const r = wait.layer !== null ? rowOf.layer.get(wait.layer) : rowOf.stream.get(wait.stream);
      if (r !== undefined) box.scrollTop = Math.max(r * kRow - box.clientHeight / 2, 0);
    },
    state: () => ({t0, t1, end, rows: shown.length}),
  };
}

// --- What if ---

function makeWhatIf() {
  const entries = picture.what_if || [];
  const known = streams.map((stream, i) => i).filter((i) => streams[i].depth !== null);
  if (!known.length) return null;
  const choice = h('select', {id: 'whatif-stream', 'aria-label': 'stream'}, known.map((i) => h('option', {value: i}, streams[i].name)));
  const depth = h('input', {id: 'whatif-depth', type: 'number', min: 1, 'aria-label': 'depth', style: 'width:8rem'});
  const answer = h('p', {id: 'whatif-answer', 'aria-live': 'polite'});
  const list = h('datalist', {id: 'depths'});
  depth.setAttribute('list', 'depths');
  const said = (entry) => entry.locks ? 'it locks' : (entry.exact ? '' : 'at most ') + intervalText(entry.interval) + ' cycles a frame';
  const update = () => {
    const i = Number(choice.value);
    list.replaceChildren(...entries.filter((entry) => entry.stream === i).map((entry) => h('option', {value: entry.depth})));
    const wanted = Number(depth.value);
    const entry = entries.find((of) => of.stream === i && of.depth === wanted);
    const run = command + ' --engine native --timing-only --depth ' + streams[i].name + '=' + wanted;
    answer.replaceChildren(...(entry ? [streams[i].name + ' ' + grouped(wanted) + ' deep: ', h('b', {}, said(entry)), picture.interval && !entry.locks ? difference(entry) : ''] :
      ['Not in the table. Ask: ', h('code', {class: 'command'}, run)]));
  };
  const difference = (entry) => {
    const change = entry.interval.cycles / entry.interval.frames - picture.interval.cycles / picture.interval.frames;
    return change === 0 ? ', as now' : ', ' + grouped(Math.abs(change)) + (change < 0 ? ' fewer' : ' more') + ' than now';
  };
  const choose = (i) => {
    choice.value = i;
    depth.value = streams[i].depth;
    update();
  };
  choice.addEventListener('change', () => choose(Number(choice.value)));
  depth.addEventListener('input', update);
  const changing = entries.filter((entry) => entry.depth !== streams[entry.stream].depth &&
    (entry.locks || (picture.interval && entry.interval.cycles * picture.interval.frames !== picture.interval.cycles * entry.interval.frames)));
  const element = section('whatif', 'What if a FIFO had another depth',
    h('div', {class: 'tools'}, choice, depth, list), answer,
    entries.length ? [h('h3', {}, changing.length ? 'Depths that change the interval' : 'None of the ' + entries.length + ' depths that were tried changes the interval'),
      changing.length ? h('div', {class: 'tall'}, table(['stream', 'depth now', 'depth tried', 'then'], changing.map((entry) =>
        [linkTo(streams[entry.stream].name), streams[entry.stream].depth, entry.depth, said(entry)]), {id: 'whatif-table'})) : null] : null,
    picture.what_if_limit ? h('p', {class: 'soft'}, picture.what_if_limit + '.') : null);
  choose(entries.length ? entries[0].stream : known[0]);
  return {element, choose, update};
}

// --- Checks, inputs, comparison ---

function checks() {
  return section('checks', 'Checks',
    h('div', {class: 'tall'}, table(['', 'check', 'engines', 'beats', 'detail'], report.checks.map((check) => [
      h('span', {class: check.ok ? 'pass' : 'wrong'}, check.ok ? 'ok' : 'FAILED'), check.name, check.engines.filter(Boolean).join(' = '), check.beats,
      h('span', {style: 'white-space:pre-wrap'}, check.detail)]))),
    report.notes.length ? [h('h3', {}, 'Notes'), h('ul', {}, report.notes.map((note) => h('li', {style: 'overflow-wrap:anywhere'}, note)))] : null);
}

function inputs() {
  if (!picture.inputs.length) return null;
  const figures = picture.inputs.map((input) => {
    const count = input.values.length;
    let [height, width, channels] = input.shape.length === 3 ? input.shape : input.shape.length === 2 ? [...input.shape, 1] : [1, count, 1];
    const side = Math.floor(Math.sqrt(count));
    if (height === 1 && side * side <= count && side > 4) { width = side; height = Math.ceil(count / side); }
    const canvas = h('canvas', {width, height, role: 'img', 'aria-label': 'input frame ' + input.frame});
    const context = canvas.getContext('2d');
    const pixels = context.createImageData(width, height);
    const grey = (value) => Math.round(255 * (value - input.least) / Math.max(input.most - input.least, 1));
    for (let p = 0; p < width * height; ++p) {
      for (let c = 0; c < 3; ++c) pixels.data[4 * p + c] = grey(input.values[p * channels + Math.min(c, channels - 1)] ?? input.least);
      pixels.data[4 * p + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
    const answers = Object.entries(report.engines).filter(([, of]) => of.labels && of.labels[input.frame] !== undefined).map(([, of]) => [of.labels[input.frame]].flat()[0]);
    const same = answers.every((label) => label === answers[0]);
    const right = input.label === null || !answers.length || (same && answers[0] === input.label);
    return h('figure', {}, canvas, h('figcaption', {}, 'frame ' + input.frame, h('br', {}),
      h('span', {class: right ? '' : 'wrong'}, answers.length ? 'said ' + (same ? answers[0] : answers.join(', ')) : ''),
      input.label === null ? '' : ', is ' + input.label));
  });
  return section('inputs', 'Inputs', h('div', {class: 'pictures'}, figures));
}

function compare() {
  const output = h('div', {id: 'comparison', 'aria-live': 'polite'});
  const show = (text) => {
    const embedded = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(text);
    let other;
    try { other = JSON.parse(embedded ? embedded[1] : text); } catch (error) { other = null; }
    if (!other || !other.report || !other.picture) { output.replaceChildren(h('p', {class: 'wrong'}, 'That file is no page of a run.')); return; }
    const figures = (of) => {
      const timed = Object.values(of.report.engines).reverse().find((e) => e.cycles !== null) || {};
      return {scenario: of.report.scenario, verdict: of.report.verdict, 'interval, cycles': of.picture.interval ? of.picture.interval.cycles / of.picture.interval.frames : '-',
        'latency, cycles': timed.latency_cycles ?? '-', 'folding’s bound': of.picture.bound, frames: of.report.frames,
        'ring': of.picture.ring ? of.picture.ring.shares.map((share) => share.layer !== undefined ? of.report.layers[share.layer].name : of.report.streams[share.stream].name)
          .filter((name, k, all) => all.indexOf(name) === k).slice(0, 6).join(', ') : '-'};
    };
    const mine = figures(data);
    const theirs = figures(other);
    const text2 = (value) => (typeof value === 'number' ? grouped(value) : value);
    const rows = Object.keys(mine).map((key) => ({differs: mine[key] !== theirs[key], cells: [key, text2(mine[key]), text2(theirs[key])]}));
    const byName = new Map(other.report.streams.map((stream) => [stream.name, stream]));
    const streamRows = [];
    for (const stream of streams) {
      const twin = byName.get(stream.name);
      byName.delete(stream.name);
      if (twin && twin.depth === stream.depth && twin.max_occupancy === stream.max_occupancy) continue;
      streamRows.push([linkTo(stream.name), grouped(stream.depth), twin ? grouped(twin.depth) : 'absent', grouped(stream.max_occupancy), twin ? grouped(twin.max_occupancy) : 'absent']);
    }
    for (const [name, stream] of byName) streamRows.push([name, 'absent', grouped(stream.depth), 'absent', grouped(stream.max_occupancy)]);
    const layerTwins = new Map(other.report.layers.map((layer) => [layer.name, layer]));
    const layerRows = [];
    for (const layer of layers) {
      const twin = layerTwins.get(layer.name);
      layerTwins.delete(layer.name);
      const shares = (of) => { const {parts, all} = activity(of); return all ? parts.map(([, cycles]) => percent(cycles, all)).join(' / ') : '-'; };
      if (twin && shares(layer) === shares(twin) && layer.pe === twin.pe && layer.simd === twin.simd) continue;
      layerRows.push([linkTo(layer.name), `${layer.pe} × ${layer.simd}`, twin ? `${twin.pe} × ${twin.simd}` : 'absent', shares(layer), twin ? shares(twin) : 'absent']);
    }
    for (const [name, layer] of layerTwins) layerRows.push([name, 'absent', `${layer.pe} × ${layer.simd}`, 'absent', '']);
    output.replaceChildren(table(['', 'this run', 'the other'], rows, {id: 'compare-figures'}),
      h('h3', {}, streamRows.length ? 'Streams that differ' : 'All streams have the same depths and levels'),
      streamRows.length ? h('div', {class: 'tall'}, table(['stream', 'depth', 'the other’s', 'highest', 'the other’s'], streamRows, {id: 'compare-streams'})) : '',
      h('h3', {}, layerRows.length ? 'Layers that differ (busy / starved / blocked)' : 'All layers have the same shares'),
      layerRows.length ? h('div', {class: 'tall'}, table(['layer', 'PE × SIMD', 'the other’s', 'shares', 'the other’s'], layerRows, {id: 'compare-layers'})) : '');
  };
  const file = h('input', {type: 'file', id: 'compare-file', accept: '.html,.json', 'aria-label': 'page of another run', onchange: async (event) => {
    if (event.target.files[0]) show(await event.target.files[0].text());
  }});
  return {element: section('compare', 'Beside another run', h('p', {}, 'Open the page of another run: ', file), output), show};
}

// --- The page ---

function theme(next) {
  document.documentElement.dataset.theme = next;
  $('theme').textContent = next === 'dark' ? 'Light' : 'Dark';
  for (const watcher of watchers) watcher();
}

const lanes = makeLanes();
const whatIf = makeWhatIf();
const comparison = compare();
const parts = [deadlock(), mismatch(), section('pipeline', 'Pipeline', graph()), lanes && lanes.element, whatIf && whatIf.element, inputs(), checks(), comparison.element].filter(Boolean);
const help = h('dialog', {id: 'help'}, h('h2', {}, 'Keys'), table(['key', 'does'], [
  ['n, p', 'next and previous layer'], ['r', 'the ring'], ['w', 'why the selected layer or stream waited'], ['arrows, +, −', 'move and zoom the view that has the focus'],
  ['a', 'all of the time'], ['t', 'light or dark'], ['?', 'this list'], ['Escape', 'back to the ring']]), h('form', {method: 'dialog'}, h('button', {}, 'Close')));
document.body.append(
  header(),
  h('nav', {'aria-label': 'parts of the page'}, h('ul', {}, parts.map((part) => h('li', {}, h('a', {href: '#' + part.id}, part.querySelector('h2').textContent.split(' ').slice(0, 3).join(' ')))),
    h('li', {class: 'right'}, h('button', {type: 'button', id: 'theme', onclick: () => theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark')}, 'Dark')),
    h('li', {}, h('button', {type: 'button', id: 'keys', 'aria-label': 'keys', onclick: () => help.showModal()}, '?')))),
  h('main', {}, parts), help);
watchers.push(showDetails);
theme(window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|SELECT/.test(event.target.tagName) || help.open) return;
  const step = (by) => {
    const at = selection.kind === 'layer' ? selection.i + by : by > 0 ? 0 : layers.length - 1;
    selectLayer((at + layers.length) % layers.length);
  };
  const action = {n: () => step(1), p: () => step(-1), r: () => select({kind: 'ring'}), Escape: () => select({kind: 'ring'}),
    w: () => { const why = document.querySelector('#details .why'); if (why) why.click(); }, a: () => lanes && lanes.view(0, lanes.state().end),
    t: () => $('theme').click(), '?': () => help.showModal()}[event.key];
  if (action) { event.preventDefault(); action(); }
});
