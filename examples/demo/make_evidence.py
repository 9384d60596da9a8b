#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a small folder of made-up evidence with known defects, and says what is wrong with each file.

    examples/demo/make_evidence.py FOLDER [--quiet]

The story, names and numbers are invented. The same bytes come out every time. expected.json, beside the folder, holds
what was planted (messages and rejected rows for each file), so that a program's accounting can be compared with it.
"""
import csv
import io
import json
import pathlib
import sys
import zipfile

FILES = []


def file(name, defect, messages, rejected, content):
    FILES.append((name, defect, messages, rejected, content if isinstance(content, bytes) else content.encode("utf-8")))


def whatsapp_android():
    # Every day and month is 12 or less: 03/04/20 may be 3 April or 4 March, and nothing in the file decides it.
    lines = [
        "03/04/20, 09:12 - Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, "
        "can read or listen to them.",
        "03/04/20, 09:13 - Nora: Is the van ready for tomorrow?",
        "03/04/20, 09:15 - Milan: Yes. Two boxes of e-bike batteries\nand the frames from the harbour.\nSame price as last time.",
        "03/04/20, 09:16 - Nora: <Media omitted>",
        "03/04/20, 09:17 - Milan: Meet at the Café Zürich, not at the warehouse \U0001f6b2",
        "05/04/20, 22:40 - Nora: The owner came back. He saw Milan <This message was edited>",
        "06/04/20, 00:03 - Milan: \u200eIMG-20200406-WA0001.jpg (file attached)\nthe serial numbers",
        "07/04/20, 08:00 - Nora: We need two boxes more.",
    ]
    return "\n".join(lines) + "\n"


def whatsapp_ios():
    return ("[25.04.20, 19:02:11] Milan: \u200eMessages and calls are end-to-end encrypted.\r\n"
            "[25.04.20, 19:02:40] Milan: New phone. Old number is dead.\r\n"
            "[25.04.20, 19:03:05] Jonas: ok. Who has the keys of the van?\r\n"
            "\u200e[25.04.20, 19:05:59] Milan: \u200eimage omitted\r\n"
            "[26.04.20, 07:30:00] Jonas: Police at the harbour since 6, stay away\r\n")


def jabber():
    # Objects one after the other, as a server dump holds them: no brackets, and two of them broken.
    good = [
        {"ts": "2020-04-02T18:03:28.118274", "from": "milan@chat.example", "to": "boss@chat.example", "body": "frames are in the warehouse"},
        {"ts": "2020-04-02T18:04:01.002145", "from": "boss@chat.example", "to": "milan@chat.example", "body": "how many boxes?"},
        {"ts": "2020-04-02T18:04:40.910002", "from": "milan@chat.example", "to": "boss@chat.example", "body": "two boxes, and 14 frames"},
        {"ts": "2020-04-02T18:09:12.551900", "from": "boss@chat.example", "to": "milan@chat.example", "body": "good. nobody talks. whoever talks gets hurt"},
        {"ts": "2020-04-03T07:00:00.000001", "from": "milan@chat.example", "to": "boss@chat.example", "body": "привет, фургон готов"},
        {"ts": "2020-04-03T07:02:30.120000", "from": "boss@chat.example", "to": "milan@chat.example", "body": "在仓库见面"},
    ]
    parts = [json.dumps(message, ensure_ascii=False, indent=2) for message in good]
    parts.insert(2, '{\n  "ts": "2020-04-02T18:04:20.000000",\n  "from": "milan@chat.example",\n  "to": \n}')
    parts.insert(5, '{\n  "ts": "2020-04-02T18:10:00.000000", "from": "boss@chat.example", "to" "milan@chat.example", "body": "x"\n}')
    return "\n".join(parts) + "\n"


TABLE = [
    ["2020-04-02 21:15:00", "+31600000001", "+31600000002", "two boxes tomorrow, harbour gate 4"],
    ["2020-04-02 21:16:30", "+31600000002", "+31600000001", "ok. cash"],
    ["2020-04-03 06:55:12", "+31600000001", "+31600000002", "van is 10 min late, wait at the cafe"],
    ["2020-04-03 06:58:47", "+31600000002", "+31600000001", "he says \"no cash, no keys\""],
    ["2020-04-05 22:41:02", "+31600000003", "+31600000001", "the owner is back"],
]


def table(broken):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["date", "from", "to", "body"])
    for index, row in enumerate(TABLE):
        writer.writerow(row)
        if broken and index == 1:
            out.write("2020-04-31 10:00:00,+31600000001,+31600000002,a day that does not exist\r\n")
        if broken and index == 3:
            out.write("2020-04-04 11:30:00,+31600000001\r\n")
    return out.getvalue()


def telegram():
    return json.dumps({
        "name": "Harbour group", "type": "private_group", "id": 9300101,
        "messages": [
            {"id": 1, "type": "service", "date": "2020-04-01T10:00:00", "date_unixtime": "1585728000", "actor": "Milan",
             "actor_id": "user100", "action": "create_group", "title": "Harbour group", "members": ["Milan", "Nora", "Jonas"],
             "text": "", "text_entities": []},
            {"id": 2, "type": "message", "date": "2020-04-01T10:01:05", "date_unixtime": "1585728065", "from": "Milan",
             "from_id": "user100", "text": "Everybody here?", "text_entities": [{"type": "plain", "text": "Everybody here?"}]},
            {"id": 3, "type": "message", "date": "2020-04-01T10:02:44", "date_unixtime": "1585728164", "from": "Nora",
             "from_id": "user101", "reply_to_message_id": 2,
             "text": ["yes. map: ", {"type": "link", "text": "https://maps.example/?q=51.9,4.4"}],
             "text_entities": [{"type": "plain", "text": "yes. map: "},
                               {"type": "link", "text": "https://maps.example/?q=51.9,4.4"}]},
            {"id": 4, "type": "message", "date": "2020-04-01T10:05:00", "date_unixtime": "1585728300", "from": "Jonas",
             "from_id": "user102", "photo": "photos/photo_1@01-04-2020_10-05-00.jpg", "width": 1280, "height": 960,
             "text": "serial numbers of the frames", "text_entities": [{"type": "plain", "text": "serial numbers of the frames"}]},
            {"id": 6, "type": "message", "date": "2020-04-01T10:09:30", "date_unixtime": "1585728570",
             "edited": "2020-04-01T10:10:00", "edited_unixtime": "1585728600", "from": "Nora", "from_id": "user101",
             "text": "delete that picture", "text_entities": [{"type": "plain", "text": "delete that picture"}]},
        ]}, ensure_ascii=False, indent=1) + "\n"


def phone(account, skew_seconds):
    """One conversation as one of its two phones kept it. The second phone's clock is three minutes ahead."""
    rows = [
        ("2020-04-06T19:00:{:02d}Z", 5, "kilo", "Are you alone?"),
        ("2020-04-06T19:00:{:02d}Z", 25, "lima", "yes. talk"),
        ("2020-04-06T19:01:{:02d}Z", 10, "kilo", "The owner knows. Move the two boxes tonight."),
        ("2020-04-06T19:02:{:02d}Z", 40, "lima", "done by midnight"),
    ]
    out = []
    for index, (pattern, second, sender, text) in enumerate(rows):
        if account == "lima" and index == 1:
            continue  # deleted on this phone: only the other one still has it
        stamp = pattern.format(second)
        minutes = int(stamp[14:16]) + skew_seconds // 60
        out.append(json.dumps({
            "sent": f"{stamp[:14]}{minutes:02d}{stamp[16:]}", "sender": sender, "conversation": "kilo-lima",
            "participants": ["kilo", "lima"], "account": account, "platform": "crypto-phone",
            "direction": "outgoing" if sender == account else "incoming", "text": text, "id": f"kl-{index + 1}"}))
    return "\n".join(out) + "\n"


def irc():
    return ("[18:20] <dockhand> anyone knows what was in that container?\n"
            "[18:21] <crane7> bike frames, they say\n"
            "[18:21] * dockhand shrugs\n"
            "[18:25] <crane7> two boxes were missing at the count\n"
            "=== dockhand is now known as dockhand_away\n")


def archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as outer:
        inner_bytes = io.BytesIO()
        with zipfile.ZipFile(inner_bytes, "w", zipfile.ZIP_DEFLATED) as inner:
            inner.writestr(zipfile.ZipInfo("_chat.txt", (2020, 4, 27, 0, 0, 0)), whatsapp_ios())
        outer.writestr(zipfile.ZipInfo("laptop/2020-04-06.log", (2020, 4, 27, 0, 0, 0)), irc())
        outer.writestr(zipfile.ZipInfo("phone/WhatsApp Chat - Jonas.zip", (2020, 4, 27, 0, 0, 0)), inner_bytes.getvalue())
    return buffer.getvalue()


def hostile():
    rows = [
        {"sent": "2020-04-08T12:00:00Z", "sender": "<script>alert(1)</script>", "conversation": "x", "text": "<img src=x onerror=alert(1)>", "id": "h1"},
        {"sent": "2020-04-08T12:00:01Z", "sender": "mallory\u001b[2J\u001b[31m", "conversation": "x", "text": "\u001b]0;owned\u0007 your terminal is mine \u202Etxt.exe", "id": "h2"},
    ]
    lines = [json.dumps(row).encode() for row in rows]
    lines.append(b'{"sent":"2020-04-08T12:00:02Z","sender":"mallory","conversation":"x","text":"caf\xe9 in Latin-1","id":"h3"}')
    lines.append(b"\x00" * 64)
    lines.append(b"[" * 5000)
    return b"\n".join(lines) + b"\n"


def build():
    file("phone-nora/WhatsApp Chat with Milan.txt", "dates like 03/04/20: day or month first cannot be told", 8, 0, whatsapp_android())
    file("server/jabber-dump.json", "objects without brackets, two of them broken", 6, 2, jabber())
    file("tables/delivery-1.csv", "a date that does not exist, a row cut short: kept, and said so", 7, 0, table(broken=True))
    file("tables/delivery-2.csv", "the same rows delivered once more", 5, 0, table(broken=False))
    file("phone-jonas/result.json", "message 5 is missing; a photo is named but absent", 5, 0, telegram())
    file("phone-kilo/messages.jsonl", "one side of a chat", 4, 0, phone("kilo", 0))
    file("phone-lima/messages.jsonl", "the other side: clock three minutes ahead, one message deleted", 3, 0, phone("lima", 180))
    file("exports.zip", "a zip in a zip; an IRC log that states clock times only", None, None, archive())
    file("phone-nora/empty.txt", "0 bytes", 0, 0, b"")
    file("tables/hostile.jsonl", "script tags, terminal escapes, NUL bytes, wrong encoding, 5,000 open brackets", 3, 2, hostile())


def main():
    if len(sys.argv) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    folder = pathlib.Path(sys.argv[1])
    build()
    expected = {}
    for name, defect, messages, rejected, content in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if messages is not None:
            expected[name] = {"messages": messages, "rejected": rejected}
        if "--quiet" not in sys.argv:
            print(f"  {name:40} {defect}")
    expected["exports.zip/laptop/2020-04-06.log"] = {"messages": 5, "rejected": 0}
    expected["exports.zip/phone/WhatsApp Chat - Jonas.zip/_chat.txt"] = {"messages": 5, "rejected": 0}
    (folder.parent / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
