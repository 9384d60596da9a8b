verbatim_fuzz(request SOURCES ${PROJECT_SOURCE_DIR}/fuzz/request.cc USES workbench)
