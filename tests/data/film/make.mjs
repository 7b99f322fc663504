// Makes the frames and the expected numbers of film.json: npm install speedline-core@1.4.3 jpeg-js, then
// `node make.mjs`. The numbers are speedline's own, in the mode that Lighthouse uses.
import { createRequire } from 'node:module';
import fs from 'node:fs';
const require = createRequire(process.env.MODULES ? process.env.MODULES + '/' : import.meta.url);
const jpeg = require('jpeg-js');
const speedline = require('speedline-core');

const WIDTH = 64;
const HEIGHT = 48;
// Rectangles [x, y, width, height, [r, g, b]] on white.
const draw = (rectangles) => {
  const data = Buffer.alloc(WIDTH * HEIGHT * 4, 0xff);
  for (const [x, y, width, height, colour] of rectangles)
    for (let j = y; j < y + height; j++)
      for (let i = x; i < x + width; i++) data.set(colour, (j * WIDTH + i) * 4);
  return jpeg.encode({ data, width: WIDTH, height: HEIGHT }, 80).data;
};
const RED = [200, 40, 30], BLUE = [30, 60, 190], GREEN = [40, 150, 60], GREY = [120, 120, 120];
const frames = {
  white: [],
  a: [[0, 0, 64, 16, BLUE]],
  ab: [[0, 0, 64, 16, BLUE], [0, 16, 64, 16, RED]],
  abc: [[0, 0, 64, 16, BLUE], [0, 16, 64, 16, RED], [0, 32, 64, 16, GREEN]],
  moved: [[0, 32, 64, 16, BLUE]],
  text: [[4, 4, 40, 2, GREY], [4, 10, 50, 2, GREY], [4, 16, 30, 2, GREY]],
  image: [[4, 4, 40, 2, GREY], [4, 10, 50, 2, GREY], [4, 16, 30, 2, GREY], [4, 22, 56, 24, GREEN]],
  other: [[8, 8, 20, 30, RED]],
};
// [milliseconds, frame]
const films = {
  'one frame': [[120, 'abc']],
  'three steps': [[100, 'a'], [700, 'ab'], [1300, 'abc']],
  'white at first': [[16, 'white'], [1516, 'abc']],
  'a late picture': [[90, 'text'], [2200, 'image']],
  'a step back': [[80, 'abc'], [300, 'a'], [650, 'abc']],
  'something else in the end': [[80, 'other'], [900, 'abc']],
  'moved, which colours do not tell': [[100, 'a'], [2000, 'moved']],
  'many alike': Array.from({ length: 41 }, (_, i) => [50 + 25 * i, i % 2 ? 'text' : 'image']),
  'steps long after each other': [[100, 'a'], [9000, 'ab'], [30000, 'abc']],
  'small steps that are passed over': [[100, 'text'], [140, 'a'], [180, 'ab'], [220, 'abc'], [260, 'abc']],
  'all white': [[10, 'white'], [800, 'white']],
};

for (const [name, rectangles] of Object.entries(frames)) fs.writeFileSync(name + '.jpg', draw(rectangles));
const told = [];
for (const [name, shown] of Object.entries(films)) {
  const events = shown.map(([at, frame]) => ({
    cat: 'disabled-by-default-devtools.screenshot', ts: 1e9 + at * 1000,
    args: { snapshot: fs.readFileSync(frame + '.jpg').toString('base64') },
  }));
  const result = await speedline(events, { timeOrigin: 1e9, fastMode: true, include: 'speedIndex' });
  told.push({ name, frames: shown, speed_index: result.speedIndex,
    progress: result.frames.map((frame) => [frame.getTimeStamp() - 1e6, frame.getProgress()]) });
}
const lines = told.map((film) => JSON.stringify(film));
fs.writeFileSync('film.json', '[\n' + lines.join(',\n') + '\n]\n');
