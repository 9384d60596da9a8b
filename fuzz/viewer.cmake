verbatim_fuzz(shown_record SOURCES ${PROJECT_SOURCE_DIR}/fuzz/shown_record.cc USES viewer)
