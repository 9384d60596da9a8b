verbatim_fuzz(bundle SOURCES ${PROJECT_SOURCE_DIR}/fuzz/bundle.cc USES verify)
verbatim_fuzz(walk SOURCES ${PROJECT_SOURCE_DIR}/fuzz/walk.cc USES verify)
