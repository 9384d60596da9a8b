# audit_bench: entries a second of an audit log, and what it takes to search and check it.
add_executable(audit_bench ${CMAKE_CURRENT_LIST_DIR}/audit_bench.cc)
target_link_libraries(audit_bench PRIVATE verbatim_audit)
