#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/check-floors.py finds each kind of breach, in a made-up house that is otherwise sound."""
import importlib.util
import pathlib
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("check_floors", ROOT / "scripts" / "check-floors.py")
check_floors = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_floors)

SOUND = {
    "CMakeLists.txt": "foreach(module\n    base  # F0\n    crypto io text\n    record merkle note\n    store verify\n    cli)\n",
    "src/base/error.h": "#include <string>\n",
    "src/record/message.cc": '#include "record/message.h"\n#include "base/error.h"\n#include "record/internal/cbor.h"\n',
    "src/record/CMakeLists.txt": "verbatim_module(record SOURCES message.cc\n  USES base crypto  # lower\n  LINKS fmt::fmt)\n",
    "src/note/proof.cc": '#include "merkle/proof.h"\n',
    "src/store/engine.cc": '#include <dlfcn.h>\n',
    "src/verify/verify.cc": '#include "record/message.h"\n',
}


class CheckFloors(unittest.TestCase):
    def breaches(self, **changes):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {**SOUND, **changes.get("files", {})}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_floors.check(root)

    def assert_one(self, name, text, expected):
        found = self.breaches(files={name: text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(expected[0]), found)
        self.assertIn(expected[1], found[0])

    def test_sound_house_has_no_breach(self):
        self.assertEqual(self.breaches(), [])

    def test_include_of_a_higher_floor(self):
        self.assert_one("src/base/error.cc", '\n#include "record/message.h"\n',
                        ("src/base/error.cc:2:", "may not use record"))

    def test_include_of_a_neighbour(self):
        self.assert_one("src/store/x.cc", '#include "verify/verify.h"\n', ("src/store/x.cc:1:", "neighbours"))

    def test_private_header_of_another_module(self):
        self.assert_one("src/store/x.h", '#include "record/internal/cbor.h"\n', ("src/store/x.h:1:", "private"))

    def test_confined_third_party_header(self):
        self.assert_one("src/verify/x.cc", "#include <dlfcn.h>\n", ("src/verify/x.cc:1:", "only by store"))
        self.assert_one("src/store/x.cc", "#include <CLI/CLI.hpp>\n", ("src/store/x.cc:1:", "only by cli"))
        self.assert_one("src/cli/x.cc", "#include <openssl/evp.h>\n", ("src/cli/x.cc:1:", "only by crypto"))

    def test_no_path_to_messages_around_app(self):
        self.assert_one("src/cli/x.cc", '#include "store/store.h"\n', ("src/cli/x.cc:1:", "leads to messages"))
        self.assertEqual(self.breaches(files={"src/cli/x.cc": '#include "store/results.h"\n',
                                              "src/app/x.cc": '#include "store/store.h"\n'}), [])

    def test_the_server_reads_through_the_door(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "routes.cc"
            path.write_text("return call.opened().folder();\nreturn call.opened().message(seq);\nopened_->hits(seqs);\n"
                            "return call.reading().message(seq);\n", encoding="utf-8")
            self.assertEqual([number for number, _ in check_floors.check_source(path, "server")], [2, 3])

    def test_verify_knows_only_its_few(self):
        self.assert_one("src/verify/x.cc", '#include "io/file.h"\n', ("src/verify/x.cc:1:", "verify may use only"))

    def test_uses_of_a_higher_floor(self):
        self.assert_one("src/record/CMakeLists.txt", "verbatim_module(record SOURCES a.cc\n USES base\n   store)\n",
                        ("src/record/CMakeLists.txt:3:", "may not use store"))

    def test_unknown_modules(self):
        self.assert_one("src/gadget/a.h", "\n", ("src/gadget", "unknown module"))
        self.assert_one("src/record/CMakeLists.txt", "verbatim_module(record USES gadget)\n",
                        ("src/record/CMakeLists.txt:1:", "unknown module gadget"))

    def test_build_order_is_floor_order(self):
        self.assert_one("CMakeLists.txt", "foreach(module\n    record base)\n", ("CMakeLists.txt:", "floor order"))

    def test_this_house(self):
        self.assertEqual(check_floors.check(ROOT), [])


if __name__ == "__main__":
    unittest.main()
