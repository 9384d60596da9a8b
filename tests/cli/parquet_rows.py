#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The rows of a Parquet file as the engine reads them: parquet_rows.py FILE writes {"types": ...} and one JSON list a row.
A process of its own, since the engine is not to be unloaded."""
import ctypes
import os
import pathlib
import sys
import tempfile

LIBRARY = os.environ.get("VERBATIM_LIBCHDB") or pathlib.Path(os.environ["VERBATIM_BUILD"]) / "libchdb.so"


def function(library, name, result, *arguments):
    found = getattr(library, name)
    found.restype, found.argtypes = result, arguments
    return found


def main():
    library, pointer, size = ctypes.CDLL(str(LIBRARY)), ctypes.c_void_p, ctypes.c_size_t
    connect = function(library, "chdb_connect", ctypes.POINTER(pointer), ctypes.c_int, ctypes.POINTER(ctypes.c_char_p))
    query = function(library, "chdb_query_n", pointer, pointer, ctypes.c_char_p, size, ctypes.c_char_p, size)
    buffer = function(library, "chdb_result_buffer", pointer, pointer)
    length = function(library, "chdb_result_length", size, pointer)
    error = function(library, "chdb_result_error", ctypes.c_char_p, pointer)
    words = [b"parquet_rows", b"--path=" + tempfile.mkdtemp(prefix="verbatim-parquet-").encode()]
    connection = connect(len(words), (ctypes.c_char_p * len(words))(*words))[0]
    quoted = sys.argv[1].replace("\\", "\\\\").replace("'", "\\'")
    sql = f"SELECT * FROM file('{quoted}', 'Parquet') SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1".encode()
    form = b"JSONCompactEachRowWithNamesAndTypes"
    result = query(connection, sql, len(sql), form, len(form))
    if error(result):
        sys.exit(error(result).decode())
    sys.stdout.buffer.write(ctypes.string_at(buffer(result), length(result)))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
