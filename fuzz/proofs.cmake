verbatim_fuzz(cbor SOURCES ${PROJECT_SOURCE_DIR}/fuzz/cbor.cc USES record)
verbatim_fuzz(note SOURCES ${PROJECT_SOURCE_DIR}/fuzz/note.cc USES note)
verbatim_fuzz(checkpoint SOURCES ${PROJECT_SOURCE_DIR}/fuzz/checkpoint.cc USES note)
verbatim_fuzz(proof SOURCES ${PROJECT_SOURCE_DIR}/fuzz/proof.cc USES verify)
