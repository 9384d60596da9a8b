# store_bench: insert and questions of the store alone, by hand. verbatim-bench-store: the engine's raw limit.
add_executable(store_bench ${CMAKE_CURRENT_LIST_DIR}/store_bench.cc)
target_include_directories(store_bench PRIVATE ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(store_bench PRIVATE verbatim_store Threads::Threads)
add_executable(verbatim-bench-store ${CMAKE_CURRENT_LIST_DIR}/store_limit.cc)
target_include_directories(verbatim-bench-store PRIVATE ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(verbatim-bench-store PRIVATE verbatim_store verbatim_bench_peers Threads::Threads)
