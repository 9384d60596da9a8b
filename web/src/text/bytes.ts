// SPDX-License-Identifier: Apache-2.0

export interface HexLine {
  offset: string;
  hex: string;
  text: string;
}

// [from, from + length) of `bytes`, sixteen a line. `base` is the offset of the first byte in its source.
export function hexLines(bytes: Uint8Array, base: number, from: number, length: number): HexLine[] {
  const lines: HexLine[] = [];
  const end = Math.min(bytes.length, from + length);
  for (let at = from; at < end; at += 16) {
    const row = bytes.subarray(at, Math.min(at + 16, end));
    lines.push({
      offset: (base + at).toString(16).padStart(8, "0"),
      hex: Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" "),
      text: Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join(""),
    });
  }
  return lines;
}

export function download(name: string, bytes: BlobPart, type = "application/octet-stream"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
