// SPDX-License-Identifier: Apache-2.0
// Makes a screenshot small: at most 256 colours, which is all that a page of text has. Takes what Chromium writes, PNG with
// 8 bits a channel without interlace.
import zlib, {deflateSync, inflateSync} from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const COLOURS = 256;

function chunksOf(png) {
  const found = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const size = png.readUInt32BE(at);
    found.push({type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size)});
    at += size + 12;
  }
  return found;
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function pixelsOf(raw, width, height, channels) {
  const stride = width * channels;
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let at = 0; at < stride; at += 1) {
      const place = row * stride + at;
      const left = at >= channels ? out[place - channels] : 0;
      const up = row > 0 ? out[place - stride] : 0;
      const corner = row > 0 && at >= channels ? out[place - stride - channels] : 0;
      const guess = [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, corner) : 0][filter];
      out[place] = raw[row * (stride + 1) + 1 + at] + guess;
    }
  }
  return out;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(bytes) {
  if (zlib.crc32) {  // newer than Debian 12's node
    return zlib.crc32(bytes);
  }
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export function smallPng(png) {
  const chunks = chunksOf(png);
  const header = chunks[0].data;
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const raw = inflateSync(Buffer.concat(chunks.filter(({type}) => type === "IDAT").map(({data}) => data)));
  const pixels = pixelsOf(raw, width, height, channels);
  // Exact colours where they are frequent; of the rest, steps of 24 are enough.
  const counts = new Map();
  const colourAt = (at) => (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
  for (let at = 0; at < pixels.length; at += channels) {
    counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, COLOURS / 4).map(([colour]) => colour);
  const coarse = (value) => Math.min(255, Math.round(value / 24) * 24);
  const rounded = new Map();
  for (const [colour, count] of counts) {
    const step = (coarse(colour >> 16) << 16) | (coarse((colour >> 8) & 255) << 8) | coarse(colour & 255);
    rounded.set(step, (rounded.get(step) ?? 0) + count);
  }
  palette.push(...[...rounded].sort((a, b) => b[1] - a[1]).map(([colour]) => colour).filter((colour) => !palette.includes(colour)).slice(0, COLOURS - palette.length));
  const nearest = new Map();
  const indexOf = (colour) => {
    let best = nearest.get(colour);
    if (best === undefined) {
      const far = palette.map((one) => ((one >> 16) - (colour >> 16)) ** 2 + (((one >> 8) & 255) - ((colour >> 8) & 255)) ** 2 + ((one & 255) - (colour & 255)) ** 2);
      best = far.indexOf(Math.min(...far));
      nearest.set(colour, best);
    }
    return best;
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    for (let at = 0; at < width; at += 1) {
      rows[row * (width + 1) + 1 + at] = indexOf(colourAt((row * width + at) * channels));
    }
  }
  const head = Buffer.from(header);
  head[9] = 3;
  return Buffer.concat([SIGNATURE, chunk("IHDR", head), chunk("PLTE", Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk("IDAT", deflateSync(rows, {level: 9})), chunk("IEND", Buffer.alloc(0))]);
}
