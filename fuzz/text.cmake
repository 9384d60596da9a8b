verbatim_fuzz(csv_reader SOURCES ${PROJECT_SOURCE_DIR}/fuzz/csv_reader.cc USES text base)
verbatim_fuzz(json_reader SOURCES ${PROJECT_SOURCE_DIR}/fuzz/json_reader.cc USES text base)
verbatim_fuzz(xml_reader SOURCES ${PROJECT_SOURCE_DIR}/fuzz/xml_reader.cc USES text base)
verbatim_fuzz(encoding SOURCES ${PROJECT_SOURCE_DIR}/fuzz/encoding.cc USES text base)
