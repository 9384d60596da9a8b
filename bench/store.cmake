add_executable(verbatim-bench-store ${CMAKE_CURRENT_LIST_DIR}/store_bench.cc)
target_include_directories(verbatim-bench-store PRIVATE ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(verbatim-bench-store PRIVATE verbatim_store)
