# SPDX-License-Identifier: Apache-2.0
"""Evidence for the crash tests: made here, deterministic, with known defects."""
import io
import json
import os
import random
import tarfile
import zipfile

WORDS = "box harbour monday Antwerpen кило привет مرحبا 你好 café straße yes no ok later boat phone".split()


def json_lines(count, seed, device):
    """JSON Lines in the project's own format; every 500th line is broken."""
    rng = random.Random(seed)
    lines = []
    for number in range(count):
        if number % 500 == 499:
            lines.append('{"sender":"kilo","text":"no closing brace')
            continue
        second = 1585699200 + number
        lines.append(json.dumps({
            "id": f"{device}-{number}",
            "sent": f"2020-04-{1 + number % 28:02d}T{number % 24:02d}:{number % 60:02d}:{second % 60:02d}.000Z",
            "sender": f"handle{rng.randrange(40)}",
            "participants": [f"handle{rng.randrange(40)}"],
            "conversation": f"c{rng.randrange(60)}",
            "text": " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 14))),
        }, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


def whatsapp(count):
    lines = [f"{1 + i % 28:02d}/04/2020, {i % 24:02d}:{i % 60:02d} - Kilo: message {i}" for i in range(count)]
    return ("\n".join(sorted(lines)) + "\n").encode()


def make(folder, messages):
    """Writes the evidence and returns the paths to ingest."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "a.jsonl"), "wb") as file:
        file.write(json_lines(messages, 1, "a"))
    with open(os.path.join(folder, "empty.txt"), "wb"):
        pass
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w") as tar:
        data = json_lines(messages // 4, 2, "b")
        entry = tarfile.TarInfo("inner/b.jsonl")
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    with zipfile.ZipFile(os.path.join(folder, "phone.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("WhatsApp Chat with Kilo.txt"), whatsapp(messages // 8))
        archive.writestr(zipfile.ZipInfo("backup.tar"), inner.getvalue())
        archive.writestr(zipfile.ZipInfo("photo.jpg"), b"\xff\xd8\xff" + bytes(200))
    with open(os.path.join(folder, "z.jsonl"), "wb") as file:
        file.write(json_lines(messages // 2, 3, "z"))
    return [folder]
