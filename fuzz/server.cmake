verbatim_fuzz(server_request SOURCES ${PROJECT_SOURCE_DIR}/fuzz/server_request.cc USES server)
