# seal_bench: a seal of a case that is there, and proofs from it.
add_executable(seal_bench ${CMAKE_CURRENT_LIST_DIR}/seal_bench.cc)
target_link_libraries(seal_bench PRIVATE verbatim_app)
