verbatim_fuzz(authority SOURCES ${PROJECT_SOURCE_DIR}/fuzz/authority.cc USES access)
